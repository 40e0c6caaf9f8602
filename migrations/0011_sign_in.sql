CREATE TABLE "form_drafts" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"path" text NOT NULL,
	"sealed" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "form_drafts_partnership_id_id_pk" PRIMARY KEY("partnership_id","id")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"way" text NOT NULL,
	"token_hash" text NOT NULL,
	"started_at" timestamp(3) with time zone NOT NULL,
	"last_seen_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone,
	CONSTRAINT "sessions_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "sessions_way" CHECK ("sessions"."way" in ('link', 'openid_connect'))
);
--> statement-breakpoint
CREATE TABLE "sign_in_links" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"used_at" timestamp(3) with time zone,
	CONSTRAINT "sign_in_links_partnership_id_id_pk" PRIMARY KEY("partnership_id","id")
);
--> statement-breakpoint
ALTER TABLE "form_drafts" ADD CONSTRAINT "form_drafts_person" FOREIGN KEY ("partnership_id","person_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person" FOREIGN KEY ("partnership_id","person_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_links_person" FOREIGN KEY ("partnership_id","person_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "form_drafts_of_person" ON "form_drafts" USING btree ("partnership_id","person_id");--> statement-breakpoint
CREATE INDEX "sessions_token" ON "sessions" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "sessions_of_person" ON "sessions" USING btree ("partnership_id","person_id");--> statement-breakpoint
CREATE INDEX "sign_in_links_token" ON "sign_in_links" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "sign_in_links_of_person" ON "sign_in_links" USING btree ("partnership_id","person_id");--> statement-breakpoint
COMMENT ON TABLE "sessions" IS 'A person who is signed in at a browser.';--> statement-breakpoint
COMMENT ON COLUMN "sessions"."ended_at" IS 'Null: nobody ended it; it ends by itself.';--> statement-breakpoint
COMMENT ON TABLE "sign_in_links" IS 'A way in that works once, for one person.';--> statement-breakpoint
COMMENT ON COLUMN "sign_in_links"."used_at" IS 'Null: it has not been used.';--> statement-breakpoint
COMMENT ON TABLE "form_drafts" IS 'What somebody had typed when their session had run out, until they are back.';
