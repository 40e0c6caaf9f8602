CREATE TABLE "action_themes" (
	"partnership_id" uuid NOT NULL,
	"action_id" uuid NOT NULL,
	"theme" text NOT NULL,
	CONSTRAINT "action_themes_partnership_id_action_id_theme_pk" PRIMARY KEY("partnership_id","action_id","theme")
);
--> statement-breakpoint
ALTER TABLE "action_themes" ADD CONSTRAINT "action_themes_action" FOREIGN KEY ("partnership_id","action_id") REFERENCES "public"."actions"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- Some 10 s for a million actions of two themes each. A version before this one that goes on writing meanwhile leaves the themes of what it writes out of the filter.
INSERT INTO "action_themes" SELECT DISTINCT "partnership_id", "id", "theme" FROM "actions" CROSS JOIN unnest("themes") AS "theme";
--> statement-breakpoint
CREATE INDEX "action_themes_of" ON "action_themes" USING btree ("partnership_id","theme","action_id");
--> statement-breakpoint
comment on table action_themes is 'By which themes an action is found; the action''s own row repeats them.';
