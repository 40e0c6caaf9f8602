-- Some 10 s for a million actions, which nobody changes meanwhile. Those whose impact nobody has assessed, most of them, are not in it.
CREATE INDEX "actions_assessed_due" ON "actions" USING btree ("partnership_id","impact","due_on","id") WHERE "actions"."impact" <> 'not_yet_assessed';
