-- What the tables of reminders are for, and what null means in them.

comment on table reminder_policies is 'A partnership''s own ladder of reminders; one without a row follows the standard.';

comment on table reminder_messages is 'One digest to one address on one day: the promise that is kept once.';
comment on column reminder_messages.person_id is 'Null: the address is an agency''s.';
comment on column reminder_messages.reason is 'Null: nothing went wrong.';
comment on column reminder_messages.sent_at is 'Null: not sent.';

comment on table reminders is 'The ledger: a row for each promise to remind, unique, whoever plans it and however often.';
comment on column reminders.action_id is 'Null: the subject belongs to no action, such as an observation.';
comment on column reminders.person_id is 'Null: the address is an agency''s.';
comment on column reminders.reason is 'Null: planned or sent as it should be.';
comment on column reminders.message_id is 'Null: not put into a digest.';
comment on column reminders.acknowledged_at is 'Null: not acknowledged.';
comment on column reminders.sent_at is 'Null: not sent.';

comment on table failed_addresses is 'Addresses that refused a message for good; not written to again until someone mends them.';

comment on table reminder_links is 'What a link in a message may do, once; the token itself is not kept.';
comment on column reminder_links.used_at is 'Null: not used.';

comment on table calendar_feeds is 'Addresses of calendars, one a person and device; the token itself is not kept.';
comment on column calendar_feeds.revoked_at is 'Null: not revoked.';

comment on table worker_heartbeats is 'Which worker processes are alive; of the machine, not of a partnership.';
