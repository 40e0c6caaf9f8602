CREATE TABLE "action_version_marks" (
	"partnership_id" uuid PRIMARY KEY NOT NULL,
	"snapshot" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "action_versions" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"valid_from" timestamp(3) with time zone NOT NULL,
	"valid_to" timestamp(3) with time zone NOT NULL,
	"title_told_by" uuid NOT NULL,
	"description_told_by" uuid NOT NULL,
	"reference" text NOT NULL,
	"themes" text[] DEFAULT '{}' NOT NULL,
	"priority" text NOT NULL,
	"owner_agency_id" uuid NOT NULL,
	"supporting_agency_ids" uuid[] DEFAULT '{}' NOT NULL,
	"recommendation_ids" uuid[] NOT NULL,
	"lead_person_id" uuid,
	"restricted" boolean DEFAULT false NOT NULL,
	"status" text DEFAULT 'not_started' NOT NULL,
	"confidence" text DEFAULT 'on_track' NOT NULL,
	"impact" text DEFAULT 'not_yet_assessed' NOT NULL,
	"due_on" date NOT NULL,
	"original_due_on" date NOT NULL,
	"extension_count" integer DEFAULT 0 NOT NULL,
	"started_on" date,
	"submitted_on" date,
	"submitted_by_id" uuid,
	"submitted_by_agency_id" uuid,
	"owner_agency_id_when_submitted" uuid,
	"completed_on" date,
	"closed_on" date,
	"resume_on" date,
	"reopenings" integer DEFAULT 0 NOT NULL,
	"closure_reason" text,
	"assurance" text,
	"sign_off_id" uuid,
	"percent_complete" integer DEFAULT 0 NOT NULL,
	"external_reference" text,
	"milestones_total" integer DEFAULT 0 NOT NULL,
	"milestones_completed" integer DEFAULT 0 NOT NULL,
	"open_milestones_due_on" date[] DEFAULT '{}' NOT NULL,
	"next_milestone_due_on" date,
	"evidence_submitted" integer DEFAULT 0 NOT NULL,
	"evidence_accepted" integer DEFAULT 0 NOT NULL,
	"evidence_returned" integer DEFAULT 0 NOT NULL,
	"evidence_withdrawn" integer DEFAULT 0 NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "action_versions_partnership_id_id_valid_from_pk" PRIMARY KEY("partnership_id","id","valid_from")
);
--> statement-breakpoint
ALTER TABLE "action_version_marks" ADD CONSTRAINT "action_version_marks_partnership" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_versions" ADD CONSTRAINT "action_versions_action" FOREIGN KEY ("partnership_id","id") REFERENCES "public"."actions"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "action_versions_until" ON "action_versions" USING btree ("partnership_id","valid_to","valid_from");--> statement-breakpoint
COMMENT ON TABLE "action_versions" IS 'Every state that an action has had; made from the events, and from nothing else, behind the writers.';--> statement-breakpoint
COMMENT ON COLUMN "action_versions"."valid_to" IS 'Not included; infinity: it still is so.';--> statement-breakpoint
COMMENT ON TABLE "action_version_marks" IS 'Up to where the events of a partnership are in action_versions. Without its row, all are read anew.';--> statement-breakpoint
COMMENT ON COLUMN "action_versions"."lead_person_id" IS 'Null: nobody was named.';--> statement-breakpoint
COMMENT ON COLUMN "action_versions"."started_on" IS 'Null: not started.';--> statement-breakpoint
COMMENT ON COLUMN "action_versions"."submitted_on" IS 'Null: not submitted for sign-off.';--> statement-breakpoint
COMMENT ON COLUMN "action_versions"."submitted_by_id" IS 'Null: not submitted for sign-off.';--> statement-breakpoint
COMMENT ON COLUMN "action_versions"."submitted_by_agency_id" IS 'Null: not submitted, or by the business unit’s own service.';--> statement-breakpoint
COMMENT ON COLUMN "action_versions"."owner_agency_id_when_submitted" IS 'Null: not submitted for sign-off.';--> statement-breakpoint
COMMENT ON COLUMN "action_versions"."completed_on" IS 'Null: not completed.';--> statement-breakpoint
COMMENT ON COLUMN "action_versions"."closed_on" IS 'Null: not closed.';--> statement-breakpoint
COMMENT ON COLUMN "action_versions"."resume_on" IS 'Null: not paused.';--> statement-breakpoint
COMMENT ON COLUMN "action_versions"."closure_reason" IS 'Null: open.';--> statement-breakpoint
COMMENT ON COLUMN "action_versions"."assurance" IS 'Null: not completed.';--> statement-breakpoint
COMMENT ON COLUMN "action_versions"."sign_off_id" IS 'Null: not signed off here.';--> statement-breakpoint
COMMENT ON COLUMN "action_versions"."external_reference" IS 'Null: the owner gave no number of its own.';--> statement-breakpoint
COMMENT ON COLUMN "action_versions"."next_milestone_due_on" IS 'Null: no milestone was left.';
