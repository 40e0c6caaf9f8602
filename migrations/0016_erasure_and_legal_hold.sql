ALTER TABLE "partnerships" ADD COLUMN "account_retention_years" integer DEFAULT 2 NOT NULL;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "erased_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "reviews" ADD COLUMN "legal_hold" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "partnerships" ADD CONSTRAINT "partnerships_account_retention_years" CHECK ("partnerships"."account_retention_years" between 1 and 100);--> statement-breakpoint
comment on column people.erased_at is 'When the name, address and title were erased; null: they were not.';
