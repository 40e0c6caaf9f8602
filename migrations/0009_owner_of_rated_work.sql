ALTER TABLE "impact_reviews" DROP CONSTRAINT "impact_reviews_not_by_the_owner";--> statement-breakpoint
ALTER TABLE "impact_reviews" ADD COLUMN "owner_agency_id_when_submitted" uuid;--> statement-breakpoint
ALTER TABLE "impact_reviews" ADD CONSTRAINT "impact_reviews_not_by_the_owner" CHECK ("impact_reviews"."rated_by_id" is null or ("impact_reviews"."rated_by_agency_id" <> "impact_reviews"."owner_agency_id" and "impact_reviews"."rated_by_agency_id" is distinct from "impact_reviews"."owner_agency_id_when_submitted"));--> statement-breakpoint
COMMENT ON COLUMN "impact_reviews"."owner_agency_id_when_submitted" IS 'The owner agency when the action was submitted: null while not rated, and for ratings made before this was kept.';
