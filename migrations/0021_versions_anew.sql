-- Reminders of milestones and evidence had been taken for changes of their actions. The versions are made of the events alone: without its mark, a partnership's are made anew.
DELETE FROM "action_version_marks";
