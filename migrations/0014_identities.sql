CREATE TABLE "identities" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"bound_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "identities_partnership_id_id_pk" PRIMARY KEY("partnership_id","id")
);
--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "id_token" text;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_person" FOREIGN KEY ("partnership_id","person_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "identities_of_person" ON "identities" USING btree ("partnership_id","person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "identities_once" ON "identities" USING btree ("partnership_id","issuer","subject");--> statement-breakpoint
CREATE INDEX "identities_subject" ON "identities" USING btree ("issuer","subject");--> statement-breakpoint
COMMENT ON TABLE "identities" IS 'Who a person is to an OpenID provider.';--> statement-breakpoint
COMMENT ON COLUMN "sessions"."id_token" IS 'Null: not by a provider.';
