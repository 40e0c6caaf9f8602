CREATE TABLE "evidence" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"action_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"description" text,
	"effective_on" date NOT NULL,
	"form" text NOT NULL,
	"url" text,
	"statement" text,
	"file_name" text,
	"media_type" text NOT NULL,
	"size" bigint NOT NULL,
	"sha256" text NOT NULL,
	"scan" text NOT NULL,
	"state" text DEFAULT 'submitted' NOT NULL,
	"replaces_id" uuid,
	"round" integer NOT NULL,
	"by_person_id" uuid,
	"by_api_key_id" uuid,
	"by_agency_id" uuid,
	"owner_agency_id_when_submitted" uuid NOT NULL,
	"withdrawn_at" timestamp(3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "evidence_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "evidence_kind" CHECK ("evidence"."kind" in ('output', 'process', 'outcome', 'voice', 'independent')),
	CONSTRAINT "evidence_form" CHECK ("evidence"."form" in ('file', 'link', 'statement')),
	CONSTRAINT "evidence_state" CHECK ("evidence"."state" in ('submitted', 'accepted', 'returned', 'withdrawn')),
	CONSTRAINT "evidence_scan" CHECK ("evidence"."scan" in ('pending', 'clean', 'infected', 'skipped')),
	CONSTRAINT "evidence_content" CHECK (("evidence"."form" = 'link') = ("evidence"."url" is not null) and ("evidence"."form" = 'statement') = ("evidence"."statement" is not null) and ("evidence"."form" = 'file') = ("evidence"."file_name" is not null)),
	CONSTRAINT "evidence_by_one" CHECK (num_nonnulls("evidence"."by_person_id", "evidence"."by_api_key_id") = 1),
	CONSTRAINT "evidence_withdrawn" CHECK (("evidence"."state" = 'withdrawn') = ("evidence"."withdrawn_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "evidence_assessments" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"evidence_id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"comment" text,
	"sha256" text NOT NULL,
	"assessed_by_id" uuid NOT NULL,
	"assessed_by_agency_id" uuid NOT NULL,
	"submitted_by_id" uuid NOT NULL,
	"submitted_by_agency_id" uuid,
	"owner_agency_id_when_submitted" uuid NOT NULL,
	"owner_agency_id" uuid NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "evidence_assessments_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "evidence_assessments_once" UNIQUE("partnership_id","evidence_id"),
	CONSTRAINT "evidence_assessments_outcome" CHECK ("evidence_assessments"."outcome" in ('accepted', 'returned')),
	CONSTRAINT "evidence_assessments_not_by_the_submitter" CHECK ("evidence_assessments"."assessed_by_id" <> "evidence_assessments"."submitted_by_id"),
	CONSTRAINT "evidence_assessments_not_by_the_submitters_agency" CHECK ("evidence_assessments"."assessed_by_agency_id" is distinct from "evidence_assessments"."submitted_by_agency_id"),
	CONSTRAINT "evidence_assessments_not_by_the_owner" CHECK ("evidence_assessments"."assessed_by_agency_id" <> "evidence_assessments"."owner_agency_id" and "evidence_assessments"."assessed_by_agency_id" <> "evidence_assessments"."owner_agency_id_when_submitted")
);
--> statement-breakpoint
CREATE TABLE "extensions" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"action_id" uuid NOT NULL,
	"due_on_before" date NOT NULL,
	"proposed_due_on" date NOT NULL,
	"reason" text NOT NULL,
	"interim_risk_control" text NOT NULL,
	"state" text DEFAULT 'requested' NOT NULL,
	"by_person_id" uuid,
	"by_api_key_id" uuid,
	"by_agency_id" uuid,
	"owner_agency_id_when_requested" uuid NOT NULL,
	"decided_by_id" uuid,
	"decided_by_agency_id" uuid,
	"owner_agency_id_when_decided" uuid,
	"decision_reason" text,
	"decided_at" timestamp(3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "extensions_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "extensions_state" CHECK ("extensions"."state" in ('requested', 'agreed', 'declined')),
	CONSTRAINT "extensions_later" CHECK ("extensions"."proposed_due_on" > "extensions"."due_on_before"),
	CONSTRAINT "extensions_by_one" CHECK (num_nonnulls("extensions"."by_person_id", "extensions"."by_api_key_id") = 1),
	CONSTRAINT "extensions_decided" CHECK (case when "extensions"."state" = 'requested' then num_nonnulls("extensions"."decided_by_id", "extensions"."decided_by_agency_id", "extensions"."owner_agency_id_when_decided", "extensions"."decided_at") = 0 else num_nonnulls("extensions"."decided_by_id", "extensions"."decided_by_agency_id", "extensions"."owner_agency_id_when_decided", "extensions"."decided_at") = 4 end),
	CONSTRAINT "extensions_not_by_the_requester" CHECK ("extensions"."decided_by_id" is null or ("extensions"."decided_by_id" is distinct from "extensions"."by_person_id" and "extensions"."decided_by_agency_id" is distinct from "extensions"."by_agency_id")),
	CONSTRAINT "extensions_not_by_the_owner" CHECK ("extensions"."decided_by_id" is null or ("extensions"."decided_by_agency_id" <> "extensions"."owner_agency_id_when_requested" and "extensions"."decided_by_agency_id" <> "extensions"."owner_agency_id_when_decided"))
);
--> statement-breakpoint
CREATE TABLE "impact_reviews" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"action_id" uuid NOT NULL,
	"round" integer NOT NULL,
	"due_on" date,
	"rating" text,
	"narrative" text,
	"evidence_ids" uuid[] DEFAULT '{}' NOT NULL,
	"rated_by_id" uuid,
	"rated_by_agency_id" uuid,
	"owner_agency_id" uuid,
	"submitted_by_id" uuid,
	"submitted_by_agency_id" uuid,
	"rated_at" timestamp(3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "impact_reviews_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "impact_reviews_rating" CHECK ("impact_reviews"."rating" in ('not_yet_assessed', 'no_evidence', 'early_signs', 'evidenced', 'sustained', 'no_improvement_found')),
	CONSTRAINT "impact_reviews_rated" CHECK (("impact_reviews"."rating" is null) = ("impact_reviews"."rated_at" is null) and ("impact_reviews"."rating" is null) = ("impact_reviews"."rated_by_id" is null) and ("impact_reviews"."rating" is null) = ("impact_reviews"."rated_by_agency_id" is null) and ("impact_reviews"."rating" is null) = ("impact_reviews"."owner_agency_id" is null)),
	CONSTRAINT "impact_reviews_not_by_the_submitter" CHECK ("impact_reviews"."rated_by_id" is null or ("impact_reviews"."rated_by_id" is distinct from "impact_reviews"."submitted_by_id" and "impact_reviews"."rated_by_agency_id" is distinct from "impact_reviews"."submitted_by_agency_id")),
	CONSTRAINT "impact_reviews_not_by_the_owner" CHECK ("impact_reviews"."rated_by_id" is null or "impact_reviews"."rated_by_agency_id" <> "impact_reviews"."owner_agency_id")
);
--> statement-breakpoint
CREATE TABLE "measures" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"recommendation_id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"unit" text NOT NULL,
	"direction" text NOT NULL,
	"frequency" text NOT NULL,
	"numerator" text,
	"denominator" text,
	"baseline" double precision,
	"target" double precision,
	"source" text,
	"owner_agency_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "measures_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "measures_direction" CHECK ("measures"."direction" in ('higher_is_better', 'lower_is_better')),
	CONSTRAINT "measures_frequency" CHECK ("measures"."frequency" in ('monthly', 'quarterly', 'six_monthly', 'annual'))
);
--> statement-breakpoint
CREATE TABLE "observations" (
	"partnership_id" uuid NOT NULL,
	"measure_id" uuid NOT NULL,
	"period" text NOT NULL,
	"starts_on" date NOT NULL,
	"value" double precision NOT NULL,
	"numerator" double precision,
	"denominator" double precision,
	"note" text,
	"by_person_id" uuid,
	"by_api_key_id" uuid,
	"by_agency_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "observations_partnership_id_measure_id_period_pk" PRIMARY KEY("partnership_id","measure_id","period"),
	CONSTRAINT "observations_by_one" CHECK (num_nonnulls("observations"."by_person_id", "observations"."by_api_key_id") = 1),
	CONSTRAINT "observations_fraction" CHECK (("observations"."numerator" is null) = ("observations"."denominator" is null))
);
--> statement-breakpoint
CREATE TABLE "playbook_applications" (
	"partnership_id" uuid NOT NULL,
	"recommendation_id" uuid NOT NULL,
	"playbook_key" text NOT NULL,
	"start_on" date NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "playbook_applications_partnership_id_recommendation_id_pk" PRIMARY KEY("partnership_id","recommendation_id")
);
--> statement-breakpoint
CREATE TABLE "sign_offs" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"action_id" uuid NOT NULL,
	"round" integer NOT NULL,
	"note" text,
	"signed_off_by_id" uuid NOT NULL,
	"signed_off_by_agency_id" uuid NOT NULL,
	"submitted_by_id" uuid NOT NULL,
	"submitted_by_agency_id" uuid,
	"owner_agency_id_when_submitted" uuid NOT NULL,
	"owner_agency_id" uuid NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "sign_offs_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "sign_offs_once_a_round" UNIQUE("partnership_id","action_id","round"),
	CONSTRAINT "sign_offs_not_by_the_submitter" CHECK ("sign_offs"."signed_off_by_id" <> "sign_offs"."submitted_by_id"),
	CONSTRAINT "sign_offs_not_by_the_submitters_agency" CHECK ("sign_offs"."signed_off_by_agency_id" is distinct from "sign_offs"."submitted_by_agency_id"),
	CONSTRAINT "sign_offs_not_by_the_owner" CHECK ("sign_offs"."signed_off_by_agency_id" <> "sign_offs"."owner_agency_id" and "sign_offs"."signed_off_by_agency_id" <> "sign_offs"."owner_agency_id_when_submitted")
);
--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "sign_off_id" uuid;--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_action" FOREIGN KEY ("partnership_id","action_id") REFERENCES "public"."actions"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_replaces" FOREIGN KEY ("partnership_id","replaces_id") REFERENCES "public"."evidence"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_person" FOREIGN KEY ("partnership_id","by_person_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_api_key" FOREIGN KEY ("partnership_id","by_api_key_id") REFERENCES "public"."api_keys"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_agency" FOREIGN KEY ("partnership_id","by_agency_id") REFERENCES "public"."agencies"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence_assessments" ADD CONSTRAINT "evidence_assessments_evidence" FOREIGN KEY ("partnership_id","evidence_id") REFERENCES "public"."evidence"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence_assessments" ADD CONSTRAINT "evidence_assessments_person" FOREIGN KEY ("partnership_id","assessed_by_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence_assessments" ADD CONSTRAINT "evidence_assessments_agency" FOREIGN KEY ("partnership_id","assessed_by_agency_id") REFERENCES "public"."agencies"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "extensions" ADD CONSTRAINT "extensions_action" FOREIGN KEY ("partnership_id","action_id") REFERENCES "public"."actions"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "extensions" ADD CONSTRAINT "extensions_person" FOREIGN KEY ("partnership_id","by_person_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "extensions" ADD CONSTRAINT "extensions_api_key" FOREIGN KEY ("partnership_id","by_api_key_id") REFERENCES "public"."api_keys"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "extensions" ADD CONSTRAINT "extensions_decided_by" FOREIGN KEY ("partnership_id","decided_by_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "extensions" ADD CONSTRAINT "extensions_decided_by_agency" FOREIGN KEY ("partnership_id","decided_by_agency_id") REFERENCES "public"."agencies"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "impact_reviews" ADD CONSTRAINT "impact_reviews_action" FOREIGN KEY ("partnership_id","action_id") REFERENCES "public"."actions"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "impact_reviews" ADD CONSTRAINT "impact_reviews_person" FOREIGN KEY ("partnership_id","rated_by_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "impact_reviews" ADD CONSTRAINT "impact_reviews_agency" FOREIGN KEY ("partnership_id","rated_by_agency_id") REFERENCES "public"."agencies"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "measures" ADD CONSTRAINT "measures_recommendation" FOREIGN KEY ("partnership_id","recommendation_id") REFERENCES "public"."recommendations"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "measures" ADD CONSTRAINT "measures_owner_agency" FOREIGN KEY ("partnership_id","owner_agency_id") REFERENCES "public"."agencies"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observations" ADD CONSTRAINT "observations_measure" FOREIGN KEY ("partnership_id","measure_id") REFERENCES "public"."measures"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observations" ADD CONSTRAINT "observations_person" FOREIGN KEY ("partnership_id","by_person_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observations" ADD CONSTRAINT "observations_api_key" FOREIGN KEY ("partnership_id","by_api_key_id") REFERENCES "public"."api_keys"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "playbook_applications" ADD CONSTRAINT "playbook_applications_recommendation" FOREIGN KEY ("partnership_id","recommendation_id") REFERENCES "public"."recommendations"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_offs" ADD CONSTRAINT "sign_offs_person" FOREIGN KEY ("partnership_id","signed_off_by_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_offs" ADD CONSTRAINT "sign_offs_agency" FOREIGN KEY ("partnership_id","signed_off_by_agency_id") REFERENCES "public"."agencies"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "evidence_of" ON "evidence" USING btree ("partnership_id","action_id","id");--> statement-breakpoint
CREATE INDEX "evidence_by_state" ON "evidence" USING btree ("partnership_id","state","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "extensions_one_at_a_time" ON "extensions" USING btree ("partnership_id","action_id") WHERE "extensions"."state" = 'requested';--> statement-breakpoint
CREATE INDEX "extensions_of" ON "extensions" USING btree ("partnership_id","action_id","id");--> statement-breakpoint
CREATE INDEX "extensions_by_state" ON "extensions" USING btree ("partnership_id","state","created_at","id");--> statement-breakpoint
CREATE INDEX "impact_reviews_of" ON "impact_reviews" USING btree ("partnership_id","action_id","due_on","id");--> statement-breakpoint
CREATE INDEX "impact_reviews_due" ON "impact_reviews" USING btree ("partnership_id","due_on","id") WHERE "impact_reviews"."rating" is null;--> statement-breakpoint
CREATE INDEX "measures_of" ON "measures" USING btree ("partnership_id","recommendation_id","id");--> statement-breakpoint
CREATE INDEX "measures_created" ON "measures" USING btree ("partnership_id","created_at","id");--> statement-breakpoint
CREATE INDEX "observations_in_order" ON "observations" USING btree ("partnership_id","measure_id","starts_on");--> statement-breakpoint
CREATE INDEX "sign_offs_by_person" ON "sign_offs" USING btree ("partnership_id","signed_off_by_id");--> statement-breakpoint
ALTER TABLE "actions" ADD CONSTRAINT "actions_sign_off" FOREIGN KEY ("partnership_id","sign_off_id") REFERENCES "public"."sign_offs"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "actions" ADD CONSTRAINT "actions_signed_off" CHECK (coalesce("actions"."assurance" = 'signed_off', false) = ("actions"."sign_off_id" is not null));