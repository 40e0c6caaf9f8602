CREATE TABLE "calendar_feeds" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"last_four" text NOT NULL,
	"revoked_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "calendar_feeds_partnership_id_id_pk" PRIMARY KEY("partnership_id","id")
);
--> statement-breakpoint
CREATE TABLE "failed_addresses" (
	"partnership_id" uuid NOT NULL,
	"address" text NOT NULL,
	"reason" text NOT NULL,
	"since" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "failed_addresses_partnership_id_address_pk" PRIMARY KEY("partnership_id","address")
);
--> statement-breakpoint
CREATE TABLE "reminder_links" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"reminder_id" uuid NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"used_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "reminder_links_partnership_id_id_pk" PRIMARY KEY("partnership_id","id")
);
--> statement-breakpoint
CREATE TABLE "reminder_messages" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"recipient" text NOT NULL,
	"person_id" uuid,
	"channel" text NOT NULL,
	"send_on" date NOT NULL,
	"state" text DEFAULT 'planned' NOT NULL,
	"reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp(3) with time zone NOT NULL,
	"sent_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "reminder_messages_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "reminder_messages_once_a_day" UNIQUE("partnership_id","recipient","channel","send_on"),
	CONSTRAINT "reminder_messages_channel" CHECK ("reminder_messages"."channel" in ('email', 'notify', 'outbox', 'event')),
	CONSTRAINT "reminder_messages_state" CHECK ("reminder_messages"."state" in ('planned', 'sending', 'sent', 'skipped', 'failed')),
	CONSTRAINT "reminder_messages_sent" CHECK (("reminder_messages"."state" = 'sent') = ("reminder_messages"."sent_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "reminder_policies" (
	"partnership_id" uuid PRIMARY KEY NOT NULL,
	"send_at" text NOT NULL,
	"steps" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reminders" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"occurrence" text DEFAULT '' NOT NULL,
	"action_id" uuid,
	"step" integer NOT NULL,
	"rung" text NOT NULL,
	"due_on" date NOT NULL,
	"recipient" text NOT NULL,
	"person_id" uuid,
	"channel" text NOT NULL,
	"state" text DEFAULT 'planned' NOT NULL,
	"reason" text,
	"message_id" uuid,
	"acknowledged_at" timestamp(3) with time zone,
	"sent_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "reminders_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "reminders_once" UNIQUE("partnership_id","subject_type","subject_id","occurrence","step","due_on","recipient","channel"),
	CONSTRAINT "reminders_subject" CHECK ("reminders"."subject_type" in ('action', 'pause', 'milestone', 'extension', 'evidence', 'sign_off', 'impact_review', 'observation')),
	CONSTRAINT "reminders_rung" CHECK ("reminders"."rung" in ('lead', 'deputy', 'agency', 'senior_leader', 'coordinator')),
	CONSTRAINT "reminders_channel" CHECK ("reminders"."channel" in ('email', 'notify', 'outbox', 'event')),
	CONSTRAINT "reminders_state" CHECK ("reminders"."state" in ('planned', 'sent', 'skipped', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "worker_heartbeats" (
	"worker_id" text PRIMARY KEY NOT NULL,
	"beat_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "calendar_feeds" ADD CONSTRAINT "calendar_feeds_person" FOREIGN KEY ("partnership_id","person_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminder_links" ADD CONSTRAINT "reminder_links_reminder" FOREIGN KEY ("partnership_id","reminder_id") REFERENCES "public"."reminders"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminder_messages" ADD CONSTRAINT "reminder_messages_person" FOREIGN KEY ("partnership_id","person_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminder_policies" ADD CONSTRAINT "reminder_policies_partnership_id_partnerships_id_fk" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_action" FOREIGN KEY ("partnership_id","action_id") REFERENCES "public"."actions"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_person" FOREIGN KEY ("partnership_id","person_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_message" FOREIGN KEY ("partnership_id","message_id") REFERENCES "public"."reminder_messages"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "calendar_feeds_token" ON "calendar_feeds" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "calendar_feeds_of" ON "calendar_feeds" USING btree ("partnership_id","person_id","id");--> statement-breakpoint
CREATE INDEX "reminder_links_token" ON "reminder_links" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "reminder_messages_to_send" ON "reminder_messages" USING btree ("next_attempt_at") WHERE "reminder_messages"."state" in ('planned', 'sending');--> statement-breakpoint
CREATE INDEX "reminder_messages_in_order" ON "reminder_messages" USING btree ("partnership_id","created_at","id");--> statement-breakpoint
CREATE INDEX "reminders_of_action" ON "reminders" USING btree ("partnership_id","action_id","created_at");--> statement-breakpoint
CREATE INDEX "reminders_of_message" ON "reminders" USING btree ("partnership_id","message_id");--> statement-breakpoint
CREATE INDEX "reminders_in_order" ON "reminders" USING btree ("partnership_id","created_at","id");