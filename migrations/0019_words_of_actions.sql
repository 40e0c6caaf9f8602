-- No question used it: under row-level security an index serves only operators that are leakproof, and `@@` is not.
DROP INDEX "actions_text";--> statement-breakpoint
-- Writes every action anew; nobody reads or writes actions meanwhile.
ALTER TABLE "actions" ADD COLUMN "words" "tsvector" GENERATED ALWAYS AS (to_tsvector('english', title || ' ' || coalesce(description, ''))) STORED NOT NULL;
