CREATE TABLE "import_rows" (
	"partnership_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"row" integer NOT NULL,
	"cells" jsonb NOT NULL,
	"verdict" text,
	"faults" jsonb,
	"notes" jsonb,
	"action_id" uuid,
	CONSTRAINT "import_rows_partnership_id_import_id_row_pk" PRIMARY KEY("partnership_id","import_id","row"),
	CONSTRAINT "import_rows_verdict" CHECK ("import_rows"."verdict" in ('added', 'changed', 'unchanged', 'repeated', 'skipped', 'refused'))
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"dry_run" boolean NOT NULL,
	"format" text NOT NULL,
	"sheet" text,
	"sha256" text NOT NULL,
	"size" integer NOT NULL,
	"columns" text[] NOT NULL,
	"row_count" integer NOT NULL,
	"rows_checked" integer DEFAULT 0 NOT NULL,
	"rows_written" integer DEFAULT 0 NOT NULL,
	"added" integer DEFAULT 0 NOT NULL,
	"changed" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"repeated" integer DEFAULT 0 NOT NULL,
	"skipped" integer DEFAULT 0 NOT NULL,
	"refused" integer DEFAULT 0 NOT NULL,
	"failure" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"by_kind" text NOT NULL,
	"by_id" uuid NOT NULL,
	"by_key_id" uuid,
	"by_agency_id" uuid,
	"request_id" text NOT NULL,
	"ended_at" timestamp(3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "imports_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "imports_state" CHECK ("imports"."state" in ('waiting', 'checking', 'writing', 'checked', 'imported', 'refused', 'failed')),
	CONSTRAINT "imports_format" CHECK ("imports"."format" in ('csv', 'xlsx'))
);
--> statement-breakpoint
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_import" FOREIGN KEY ("partnership_id","import_id") REFERENCES "public"."imports"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_partnership" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "import_rows_by_verdict" ON "import_rows" USING btree ("partnership_id","import_id","verdict","row");--> statement-breakpoint
CREATE UNIQUE INDEX "imports_one_at_a_time" ON "imports" USING btree ("partnership_id") WHERE "imports"."state" in ('waiting', 'checking', 'writing');--> statement-breakpoint
CREATE INDEX "imports_in_order" ON "imports" USING btree ("partnership_id","created_at","id");--> statement-breakpoint
COMMENT ON TABLE "imports" IS 'Files of whole plans that were handed in, and what became of them.';--> statement-breakpoint
COMMENT ON COLUMN "imports"."sheet" IS 'Null: a CSV file, which has no sheets.';--> statement-breakpoint
COMMENT ON COLUMN "imports"."failure" IS 'Null: it has not failed.';--> statement-breakpoint
COMMENT ON COLUMN "imports"."by_key_id" IS 'Null: a signed-in person, or the operator.';--> statement-breakpoint
COMMENT ON COLUMN "imports"."by_agency_id" IS 'Null: a service of the business unit, or the operator.';--> statement-breakpoint
COMMENT ON COLUMN "imports"."ended_at" IS 'Null: it is under way.';--> statement-breakpoint
COMMENT ON TABLE "import_rows" IS 'The rows of a file as they came in, and what is said of each; taken away a month after the import ended.';--> statement-breakpoint
COMMENT ON COLUMN "import_rows"."verdict" IS 'Null: not checked yet.';--> statement-breakpoint
COMMENT ON COLUMN "import_rows"."faults" IS 'Null: none, or not checked yet.';--> statement-breakpoint
COMMENT ON COLUMN "import_rows"."notes" IS 'Null: none, or not checked yet.';--> statement-breakpoint
COMMENT ON COLUMN "import_rows"."action_id" IS 'Null: not checked yet, or the row is of no action.';
