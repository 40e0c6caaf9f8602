CREATE TABLE "webhook_deliveries" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"endpoint_id" uuid NOT NULL,
	"event_id" uuid,
	"sequence" bigint,
	"type" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"occurred_at" timestamp(3) with time zone NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp(3) with time zone NOT NULL,
	"last_attempt_at" timestamp(3) with time zone,
	"last_status" integer,
	"reason" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "webhook_deliveries_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "webhook_deliveries_state" CHECK ("webhook_deliveries"."state" in ('waiting', 'sending', 'delivered', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoints" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"url" text NOT NULL,
	"types" text[] NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"deactivated_at" timestamp(3) with time zone,
	"deactivation_reason" text,
	"secret" text NOT NULL,
	"previous_secret" text,
	"previous_secret_until" timestamp(3) with time zone,
	"fanned_out_to" bigint NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp(3) with time zone,
	"quiet_until" timestamp(3) with time zone,
	"deleted_at" timestamp(3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "webhook_endpoints_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "webhook_endpoints_reason" CHECK ("webhook_endpoints"."deactivation_reason" in ('switched_off', 'gone', 'failing')),
	CONSTRAINT "webhook_endpoints_deactivated" CHECK ("webhook_endpoints"."active" = ("webhook_endpoints"."deactivated_at" is null) and "webhook_endpoints"."active" = ("webhook_endpoints"."deactivation_reason" is null))
);
--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_endpoint" FOREIGN KEY ("partnership_id","endpoint_id") REFERENCES "public"."webhook_endpoints"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_partnership" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_deliveries_once" ON "webhook_deliveries" USING btree ("partnership_id","endpoint_id","sequence");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_to_send" ON "webhook_deliveries" USING btree ("partnership_id","endpoint_id","next_attempt_at") WHERE "webhook_deliveries"."state" in ('waiting', 'sending');--> statement-breakpoint
CREATE INDEX "webhook_deliveries_in_order" ON "webhook_deliveries" USING btree ("partnership_id","endpoint_id","created_at","id");--> statement-breakpoint
CREATE INDEX "webhook_endpoints_in_order" ON "webhook_endpoints" USING btree ("partnership_id","created_at","id");--> statement-breakpoint
COMMENT ON TABLE "webhook_endpoints" IS 'Where a coordinator wants to be told of events.';--> statement-breakpoint
COMMENT ON COLUMN "webhook_endpoints"."deactivated_at" IS 'Null: it is active.';--> statement-breakpoint
COMMENT ON COLUMN "webhook_endpoints"."deactivation_reason" IS 'Null: it is active.';--> statement-breakpoint
COMMENT ON COLUMN "webhook_endpoints"."previous_secret" IS 'Null: the secret was never rotated.';--> statement-breakpoint
COMMENT ON COLUMN "webhook_endpoints"."previous_secret_until" IS 'Null: the secret was never rotated. After it, the previous secret signs no more.';--> statement-breakpoint
COMMENT ON COLUMN "webhook_endpoints"."failing_since" IS 'Null: the last attempt got through, or there was none.';--> statement-breakpoint
COMMENT ON COLUMN "webhook_endpoints"."quiet_until" IS 'Null: it need not be left alone.';--> statement-breakpoint
COMMENT ON COLUMN "webhook_endpoints"."deleted_at" IS 'Null: it was not deleted.';--> statement-breakpoint
COMMENT ON TABLE "webhook_deliveries" IS 'An event for an endpoint: what there is to send of it, and what came of that.';--> statement-breakpoint
COMMENT ON COLUMN "webhook_deliveries"."event_id" IS 'Null: a test, of no event.';--> statement-breakpoint
COMMENT ON COLUMN "webhook_deliveries"."sequence" IS 'Null: a test, of no event.';--> statement-breakpoint
COMMENT ON COLUMN "webhook_deliveries"."last_attempt_at" IS 'Null: not tried yet.';--> statement-breakpoint
COMMENT ON COLUMN "webhook_deliveries"."last_status" IS 'Null: not tried yet, or the last attempt was not answered.';--> statement-breakpoint
COMMENT ON COLUMN "webhook_deliveries"."reason" IS 'Null: not tried yet, or delivered.';
