CREATE TABLE "event_tombstones" (
	"partnership_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"disposed_with" uuid NOT NULL,
	"digest" "bytea" NOT NULL,
	CONSTRAINT "event_tombstones_partnership_id_event_id_pk" PRIMARY KEY("partnership_id","event_id")
);
--> statement-breakpoint
ALTER TABLE "event_tombstones" ADD CONSTRAINT "event_tombstones_event" FOREIGN KEY ("partnership_id","event_id") REFERENCES "public"."events"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "event_tombstones_with" ON "event_tombstones" USING btree ("partnership_id","disposed_with","event_id");--> statement-breakpoint
comment on table event_tombstones is 'What was taken out of an event when its review was disposed of: the digest that its seal vouches for.';
