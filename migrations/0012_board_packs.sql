CREATE TABLE "board_pack_contents" (
	"partnership_id" uuid NOT NULL,
	"board_pack_id" uuid NOT NULL,
	"format" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "board_pack_contents_partnership_id_board_pack_id_format_pk" PRIMARY KEY("partnership_id","board_pack_id","format"),
	CONSTRAINT "board_pack_contents_format" CHECK ("board_pack_contents"."format" in ('json', 'csv', 'xlsx')),
	CONSTRAINT "board_pack_contents_whole" CHECK (octet_length("board_pack_contents"."content") = "board_pack_contents"."size" and encode(sha256("board_pack_contents"."content"), 'hex') = "board_pack_contents"."sha256")
);
--> statement-breakpoint
CREATE TABLE "board_packs" (
	"partnership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"title" text,
	"report" text NOT NULL,
	"parameters" jsonb NOT NULL,
	"on" date NOT NULL,
	"includes_restricted" boolean NOT NULL,
	"review_ids" uuid[] NOT NULL,
	"by_person_id" uuid,
	"by_api_key_id" uuid,
	"by_agency_id" uuid,
	"frozen_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "board_packs_partnership_id_id_pk" PRIMARY KEY("partnership_id","id"),
	CONSTRAINT "board_packs_report" CHECK ("board_packs"."report" in ('summary', 'annual')),
	CONSTRAINT "board_packs_by_one" CHECK (num_nonnulls("board_packs"."by_person_id", "board_packs"."by_api_key_id") = 1)
);
--> statement-breakpoint
ALTER TABLE "board_pack_contents" ADD CONSTRAINT "board_pack_contents_pack" FOREIGN KEY ("partnership_id","board_pack_id") REFERENCES "public"."board_packs"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "board_packs" ADD CONSTRAINT "board_packs_person" FOREIGN KEY ("partnership_id","by_person_id") REFERENCES "public"."people"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "board_packs" ADD CONSTRAINT "board_packs_api_key" FOREIGN KEY ("partnership_id","by_api_key_id") REFERENCES "public"."api_keys"("partnership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "board_packs_frozen" ON "board_packs" USING btree ("partnership_id","frozen_at","id");
--> statement-breakpoint
comment on table "board_packs" is 'A report as it stood at an instant, for the papers of a meeting. Only ever added to.';--> statement-breakpoint
comment on column "board_packs"."title" is 'What it is for. Null: not said.';--> statement-breakpoint
comment on column "board_packs"."by_person_id" is 'Who froze it. Null: a service''s key did.';--> statement-breakpoint
comment on column "board_packs"."by_api_key_id" is 'The service''s key that froze it. Null: a person did.';--> statement-breakpoint
comment on column "board_packs"."by_agency_id" is 'For which agency. Null: the business unit''s own service.';--> statement-breakpoint
comment on table "board_pack_contents" is 'The bytes of a board pack in each format, with their digest. Only ever added to.';
