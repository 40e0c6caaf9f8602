ALTER TABLE "imports" ADD COLUMN "privacy_override" text;
--> statement-breakpoint
comment on column imports.privacy_override is 'Why what looks like personal data in its cells is none. Null: nothing was said, and such cells are refused.';
