CREATE TABLE "action_comments" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"action_id" uuid NOT NULL,
	"by_person_id" uuid,
	"by_api_key_id" uuid,
	"by_agency_id" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "action_comments_partnership_id_id_pk" PRIMARY KEY("partnership_id","id")
);
--> statement-breakpoint
CREATE TABLE "action_recommendations" (
	"partnership_id" uuid NOT NULL,
	"action_id" uuid NOT NULL,
	"recommendation_id" uuid NOT NULL,
	CONSTRAINT "action_recommendations_partnership_id_action_id_recommendation_id_pk" PRIMARY KEY("partnership_id","action_id","recommendation_id")
);
--> statement-breakpoint
CREATE TABLE "action_supporting_agencies" (
	"partnership_id" uuid NOT NULL,
	"action_id" uuid NOT NULL,
	"agency_id" uuid NOT NULL,
	CONSTRAINT "action_supporting_agencies_partnership_id_action_id_agency_id_pk" PRIMARY KEY("partnership_id","action_id","agency_id")
);
--> statement-breakpoint
CREATE TABLE "action_transitions" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"action_id" uuid NOT NULL,
	"by_person_id" uuid,
	"by_api_key_id" uuid,
	"by_agency_id" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	"move" text NOT NULL,
	"from_status" text NOT NULL,
	"to_status" text NOT NULL,
	"note" text,
	"closure_reason" text,
	"resume_on" date,
	"due_on" date,
	CONSTRAINT "action_transitions_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "action_transitions_from" CHECK ("action_transitions"."from_status" in ('not_started', 'in_progress', 'paused', 'awaiting_sign_off', 'completed', 'closed_not_delivered')),
	CONSTRAINT "action_transitions_to" CHECK ("action_transitions"."to_status" in ('not_started', 'in_progress', 'paused', 'awaiting_sign_off', 'completed', 'closed_not_delivered'))
);
--> statement-breakpoint
CREATE TABLE "action_updates" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"action_id" uuid NOT NULL,
	"by_person_id" uuid,
	"by_api_key_id" uuid,
	"by_agency_id" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	"narrative" text NOT NULL,
	"confidence" text,
	"percent_complete" integer,
	CONSTRAINT "action_updates_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "action_updates_confidence" CHECK ("action_updates"."confidence" in ('on_track', 'at_risk', 'off_track'))
);
--> statement-breakpoint
CREATE TABLE "actions" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"reference" text NOT NULL,
	"title" text NOT NULL,
	"description" text,
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
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "actions_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "actions_priority" CHECK ("actions"."priority" in ('high', 'medium', 'low')),
	CONSTRAINT "actions_status" CHECK ("actions"."status" in ('not_started', 'in_progress', 'paused', 'awaiting_sign_off', 'completed', 'closed_not_delivered')),
	CONSTRAINT "actions_confidence" CHECK ("actions"."confidence" in ('on_track', 'at_risk', 'off_track')),
	CONSTRAINT "actions_impact" CHECK ("actions"."impact" in ('not_yet_assessed', 'no_evidence', 'early_signs', 'evidenced', 'sustained', 'no_improvement_found')),
	CONSTRAINT "actions_closure_reason" CHECK ("actions"."closure_reason" in ('delivered', 'merged', 'superseded', 'not_progressed', 'entered_in_error')),
	CONSTRAINT "actions_assurance" CHECK ("actions"."assurance" in ('signed_off', 'before_this_service')),
	CONSTRAINT "actions_percent" CHECK ("actions"."percent_complete" between 0 and 100),
	CONSTRAINT "actions_answer_something" CHECK (cardinality("actions"."recommendation_ids") > 0),
	CONSTRAINT "actions_paused_until" CHECK (("actions"."status" = 'paused') = ("actions"."resume_on" is not null)),
	CONSTRAINT "actions_submitted" CHECK ("actions"."status" <> 'awaiting_sign_off' or ("actions"."submitted_on" is not null and "actions"."submitted_by_id" is not null)),
	CONSTRAINT "actions_completed" CHECK (("actions"."status" = 'completed') = ("actions"."completed_on" is not null and "actions"."assurance" is not null)),
	CONSTRAINT "actions_closed" CHECK (("actions"."status" = 'closed_not_delivered') = ("actions"."closed_on" is not null)),
	CONSTRAINT "actions_closed_for_a_reason" CHECK (("actions"."status" in ('completed', 'closed_not_delivered')) = ("actions"."closure_reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "agencies" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"email" text,
	"escalation_email" text,
	"valid_from" date,
	"valid_to" date,
	"successor_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "agencies_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "agencies_kind" CHECK ("agencies"."kind" in ('childrens_social_care', 'adult_social_care', 'housing', 'midwifery', 'hospital_trust', 'mental_health_trust', 'health_visiting', 'integrated_care_board', 'general_practice', 'public_health', 'police', 'probation', 'drug_and_alcohol_service', 'education', 'legal_services', 'voluntary_sector', 'partnership_business_unit', 'independent', 'other')),
	CONSTRAINT "agencies_validity" CHECK ("agencies"."valid_to" >= "agencies"."valid_from"),
	CONSTRAINT "agencies_not_its_own_successor" CHECK ("agencies"."successor_id" <> "agencies"."id")
);
--> statement-breakpoint
CREATE TABLE "event_seals" (
	"partnership_id" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"event_id" uuid NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "event_seals_partnership_id_sequence_pk" PRIMARY KEY("partnership_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"written_by" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"type" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" uuid,
	"agency_id" uuid,
	"occurred_at" timestamp(3) with time zone NOT NULL,
	"request_id" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	CONSTRAINT "events_partnership_id_id_pk" PRIMARY KEY("partnership_id","id")
);
--> statement-breakpoint
CREATE TABLE "milestones" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"action_id" uuid NOT NULL,
	"title" text NOT NULL,
	"due_on" date NOT NULL,
	"completed_on" date,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "milestones_partnership_id_id_pk" PRIMARY KEY("partnership_id","id")
);
--> statement-breakpoint
CREATE TABLE "partnerships" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"time_zone" text DEFAULT 'Europe/London' NOT NULL,
	"impact_review_months" integer[] DEFAULT '{6,12}' NOT NULL,
	"retention_years" integer DEFAULT 10 NOT NULL,
	"legal_hold" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "partnerships_code" UNIQUE("code"),
	CONSTRAINT "partnerships_retention_years" CHECK ("partnerships"."retention_years" between 1 and 100)
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"person_id" uuid,
	"role" text,
	"agency_id" uuid,
	"secret_hash" text NOT NULL,
	"last_four" text NOT NULL,
	"expires_on" date NOT NULL,
	"replaced_at" timestamp(3) with time zone,
	"revoked_at" timestamp(3) with time zone,
	"created_by_id" uuid,
	"last_used_at" timestamp(3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "api_keys_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "api_keys_role" CHECK ("api_keys"."role" in ('coordinator', 'contributor', 'viewer')),
	CONSTRAINT "api_keys_of_a_person_or_a_service" CHECK (("api_keys"."person_id" is null) <> ("api_keys"."role" is null)),
	CONSTRAINT "api_keys_agency_of_a_service" CHECK ("api_keys"."role" is null or "api_keys"."role" = 'coordinator' or "api_keys"."agency_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "people" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"agency_id" uuid NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"job_title" text,
	"active" boolean DEFAULT true NOT NULL,
	"deputy_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "people_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "people_role" CHECK ("people"."role" in ('coordinator', 'contributor', 'reviewer', 'scrutineer', 'viewer')),
	CONSTRAINT "people_not_their_own_deputy" CHECK ("people"."deputy_id" <> "people"."id")
);
--> statement-breakpoint
CREATE TABLE "recommendation_repeats" (
	"partnership_id" uuid NOT NULL,
	"recommendation_id" uuid NOT NULL,
	"repeats_recommendation_id" uuid NOT NULL,
	CONSTRAINT "recommendation_repeats_partnership_id_recommendation_id_repeats_recommendation_id_pk" PRIMARY KEY("partnership_id","recommendation_id","repeats_recommendation_id"),
	CONSTRAINT "recommendation_repeats_another" CHECK ("recommendation_repeats"."recommendation_id" <> "recommendation_repeats"."repeats_recommendation_id")
);
--> statement-breakpoint
CREATE TABLE "recommendations" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"review_id" uuid NOT NULL,
	"reference" text NOT NULL,
	"text" text NOT NULL,
	"themes" text[] DEFAULT '{}' NOT NULL,
	"scope" text DEFAULT 'local' NOT NULL,
	"lead_agency_id" uuid,
	"response" text DEFAULT 'awaiting_response' NOT NULL,
	"response_reason" text,
	"responded_on" date,
	"actions_minted" integer DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "recommendations_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "recommendations_response" CHECK ("recommendations"."response" in ('awaiting_response', 'accepted', 'accepted_in_part', 'accepted_in_principle', 'not_accepted', 'superseded', 'referred_on')),
	CONSTRAINT "recommendations_scope" CHECK ("recommendations"."scope" in ('local', 'regional', 'national')),
	CONSTRAINT "recommendations_reasoned" CHECK ("recommendations"."response" in ('accepted', 'awaiting_response') or "recommendations"."response_reason" is not null),
	CONSTRAINT "recommendations_dated" CHECK (("recommendations"."response" = 'awaiting_response') = ("recommendations"."responded_on" is null))
);
--> statement-breakpoint
CREATE TABLE "reviews" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"reference" text NOT NULL,
	"title" text NOT NULL,
	"kind" text NOT NULL,
	"summary" text,
	"source_url" text,
	"commissioned_on" date,
	"published_on" date,
	"status" text DEFAULT 'active' NOT NULL,
	"restricted" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "reviews_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "reviews_kind" CHECK ("reviews"."kind" in ('rapid_review', 'child_safeguarding_practice_review', 'serious_case_review', 'safeguarding_adults_review', 'domestic_abuse_related_death_review', 'thematic_review', 'audit', 'inspection', 'coroner_report', 'public_inquiry', 'other')),
	CONSTRAINT "reviews_status" CHECK ("reviews"."status" in ('draft', 'active', 'closed'))
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"partnership_id" uuid NOT NULL,
	"principal_id" uuid NOT NULL,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"status" integer NOT NULL,
	"headers" jsonb NOT NULL,
	"body" jsonb,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_partnership_id_principal_id_method_path_key_pk" PRIMARY KEY("partnership_id","principal_id","method","path","key")
);
--> statement-breakpoint
ALTER TABLE "action_comments" ADD CONSTRAINT "action_comments_action" FOREIGN KEY ("partnership_id","action_id") REFERENCES "public"."actions"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_comments" ADD CONSTRAINT "action_comments_person" FOREIGN KEY ("partnership_id","by_person_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_comments" ADD CONSTRAINT "action_comments_api_key" FOREIGN KEY ("partnership_id","by_api_key_id") REFERENCES "public"."api_keys"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_recommendations" ADD CONSTRAINT "action_recommendations_action" FOREIGN KEY ("partnership_id","action_id") REFERENCES "public"."actions"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_recommendations" ADD CONSTRAINT "action_recommendations_recommendation" FOREIGN KEY ("partnership_id","recommendation_id") REFERENCES "public"."recommendations"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_supporting_agencies" ADD CONSTRAINT "action_supporting_agencies_action" FOREIGN KEY ("partnership_id","action_id") REFERENCES "public"."actions"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_supporting_agencies" ADD CONSTRAINT "action_supporting_agencies_agency" FOREIGN KEY ("partnership_id","agency_id") REFERENCES "public"."agencies"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_transitions" ADD CONSTRAINT "action_transitions_action" FOREIGN KEY ("partnership_id","action_id") REFERENCES "public"."actions"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_transitions" ADD CONSTRAINT "action_transitions_person" FOREIGN KEY ("partnership_id","by_person_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_transitions" ADD CONSTRAINT "action_transitions_api_key" FOREIGN KEY ("partnership_id","by_api_key_id") REFERENCES "public"."api_keys"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_updates" ADD CONSTRAINT "action_updates_action" FOREIGN KEY ("partnership_id","action_id") REFERENCES "public"."actions"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_updates" ADD CONSTRAINT "action_updates_person" FOREIGN KEY ("partnership_id","by_person_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_updates" ADD CONSTRAINT "action_updates_api_key" FOREIGN KEY ("partnership_id","by_api_key_id") REFERENCES "public"."api_keys"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "actions" ADD CONSTRAINT "actions_owner_agency" FOREIGN KEY ("partnership_id","owner_agency_id") REFERENCES "public"."agencies"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "actions" ADD CONSTRAINT "actions_lead_person" FOREIGN KEY ("partnership_id","lead_person_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agencies" ADD CONSTRAINT "agencies_partnership" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agencies" ADD CONSTRAINT "agencies_successor" FOREIGN KEY ("partnership_id","successor_id") REFERENCES "public"."agencies"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "event_seals" ADD CONSTRAINT "event_seals_event" FOREIGN KEY ("partnership_id","event_id") REFERENCES "public"."events"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_partnership" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "milestones" ADD CONSTRAINT "milestones_action" FOREIGN KEY ("partnership_id","action_id") REFERENCES "public"."actions"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_person" FOREIGN KEY ("partnership_id","person_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_agency" FOREIGN KEY ("partnership_id","agency_id") REFERENCES "public"."agencies"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_agency" FOREIGN KEY ("partnership_id","agency_id") REFERENCES "public"."agencies"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_deputy" FOREIGN KEY ("partnership_id","deputy_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recommendation_repeats" ADD CONSTRAINT "recommendation_repeats_of" FOREIGN KEY ("partnership_id","recommendation_id") REFERENCES "public"."recommendations"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recommendation_repeats" ADD CONSTRAINT "recommendation_repeats_earlier" FOREIGN KEY ("partnership_id","repeats_recommendation_id") REFERENCES "public"."recommendations"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_review" FOREIGN KEY ("partnership_id","review_id") REFERENCES "public"."reviews"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_lead_agency" FOREIGN KEY ("partnership_id","lead_agency_id") REFERENCES "public"."agencies"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_partnership" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "action_comments_of" ON "action_comments" USING btree ("partnership_id","action_id","id");--> statement-breakpoint
CREATE INDEX "action_recommendations_of" ON "action_recommendations" USING btree ("partnership_id","recommendation_id","action_id");--> statement-breakpoint
CREATE INDEX "action_supporting_agencies_of" ON "action_supporting_agencies" USING btree ("partnership_id","agency_id","action_id");--> statement-breakpoint
CREATE INDEX "action_transitions_of" ON "action_transitions" USING btree ("partnership_id","action_id","id");--> statement-breakpoint
CREATE INDEX "action_updates_of" ON "action_updates" USING btree ("partnership_id","action_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "actions_reference" ON "actions" USING btree ("partnership_id","reference");--> statement-breakpoint
CREATE UNIQUE INDEX "actions_external_reference" ON "actions" USING btree ("partnership_id","owner_agency_id","external_reference");--> statement-breakpoint
CREATE INDEX "actions_due" ON "actions" USING btree ("partnership_id","due_on","id");--> statement-breakpoint
CREATE INDEX "actions_open_due" ON "actions" USING btree ("partnership_id","due_on","id") WHERE "actions"."status" in ('not_started', 'in_progress', 'paused', 'awaiting_sign_off');--> statement-breakpoint
CREATE INDEX "actions_owner_due" ON "actions" USING btree ("partnership_id","owner_agency_id","due_on","id");--> statement-breakpoint
CREATE INDEX "actions_owner_status_due" ON "actions" USING btree ("partnership_id","owner_agency_id","status","due_on","id");--> statement-breakpoint
CREATE INDEX "actions_status_due" ON "actions" USING btree ("partnership_id","status","due_on","id");--> statement-breakpoint
CREATE INDEX "actions_lead" ON "actions" USING btree ("partnership_id","lead_person_id","due_on","id");--> statement-breakpoint
CREATE INDEX "actions_priority_order" ON "actions" USING btree ("partnership_id",(case "priority" when 'high' then 3 when 'medium' then 2 else 1 end),"id");--> statement-breakpoint
CREATE INDEX "actions_created" ON "actions" USING btree ("partnership_id","created_at","id");--> statement-breakpoint
CREATE INDEX "actions_updated" ON "actions" USING btree ("partnership_id","updated_at","id");--> statement-breakpoint
CREATE INDEX "actions_text" ON "actions" USING gin (to_tsvector('english', "title" || ' ' || coalesce("description", '')));--> statement-breakpoint
CREATE UNIQUE INDEX "agencies_code" ON "agencies" USING btree ("partnership_id","code");--> statement-breakpoint
CREATE INDEX "agencies_name" ON "agencies" USING btree ("partnership_id","name","id");--> statement-breakpoint
CREATE UNIQUE INDEX "event_seals_of" ON "event_seals" USING btree ("partnership_id","event_id");--> statement-breakpoint
CREATE INDEX "events_in_commit_order" ON "events" USING btree ("partnership_id","written_by","id");--> statement-breakpoint
CREATE INDEX "events_of_subject" ON "events" USING btree ("partnership_id","subject_id","id");--> statement-breakpoint
CREATE INDEX "milestones_of" ON "milestones" USING btree ("partnership_id","action_id","due_on","id");--> statement-breakpoint
CREATE INDEX "api_keys_id" ON "api_keys" USING btree ("id");--> statement-breakpoint
CREATE INDEX "api_keys_of_person" ON "api_keys" USING btree ("partnership_id","person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "people_email" ON "people" USING btree ("partnership_id",lower("email"));--> statement-breakpoint
CREATE INDEX "people_reviewers" ON "people" USING btree ("partnership_id","agency_id") WHERE "people"."role" = 'reviewer' and "people"."active";--> statement-breakpoint
CREATE INDEX "people_agency_members" ON "people" USING btree ("partnership_id","agency_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "recommendations_reference" ON "recommendations" USING btree ("partnership_id","review_id","reference");--> statement-breakpoint
CREATE INDEX "recommendations_created" ON "recommendations" USING btree ("partnership_id","created_at","id");--> statement-breakpoint
CREATE INDEX "recommendations_lead" ON "recommendations" USING btree ("partnership_id","lead_agency_id");--> statement-breakpoint
CREATE UNIQUE INDEX "reviews_reference" ON "reviews" USING btree ("partnership_id","reference");--> statement-breakpoint
CREATE INDEX "reviews_created" ON "reviews" USING btree ("partnership_id","created_at","id");--> statement-breakpoint
CREATE INDEX "idempotency_keys_age" ON "idempotency_keys" USING btree ("created_at");