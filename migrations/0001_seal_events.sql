-- Events are appended in the writers' own transactions, and numbered and chained
-- behind them. Both functions run with the rights of the caller, who may only add
-- to either table: what was sealed once is never written again.

-- What a seal vouches for: every column but written_by, which is this server's own
-- count of transactions and is another one after a restore. jsonb has one text for
-- each value, and instants are counted in milliseconds, so that no setting of the
-- session changes a byte.
create function event_digest (event events) returns bytea
language sql stable parallel safe
return sha256(convert_to(jsonb_build_array(
  event.partnership_id, event.id, event.type, event.subject_type, event.subject_id,
  event.actor_kind, event.actor_id, event.agency_id,
  (extract(epoch from event.occurred_at) * 1000)::bigint,
  event.request_id, event.before, event.after)::text, 'UTF8'));
--> statement-breakpoint
-- Seals the events of a partnership that wait for it, at most so many, and tells
-- how many it was; none where the database takes no changes just now. Only what no open transaction can still precede is taken: a
-- number, once given, never has another event appear before it. Each statement in
-- here sees what was committed before it began, so the look at the last seal sees
-- all that the former holder of the lock has done.
create function seal_events (partnership uuid, most integer) returns integer
language plpgsql as $$
declare
  horizon xid8;
  last record;
  event events;
  sealed integer := 0;
begin
  if current_setting('transaction_read_only')::boolean or not pg_try_advisory_xact_lock(hashtextextended('seal_events ' || partnership, 0)) then
    return 0;
  end if;
  horizon := pg_snapshot_xmin(pg_current_snapshot());
  select s.sequence, s.hash, e.written_by, e.id into last
    from event_seals s join events e on e.partnership_id = s.partnership_id and e.id = s.event_id
    where s.partnership_id = partnership order by s.sequence desc limit 1;
  if not found then
    select 0::bigint as sequence, ''::bytea as hash, '0'::xid8 as written_by, '00000000-0000-0000-0000-000000000000'::uuid as id into last;
  end if;
  for event in
    select * from events e
      where e.partnership_id = partnership and e.written_by < horizon and (e.written_by, e.id) > (last.written_by, last.id)
      order by e.written_by, e.id limit most
  loop
    last.sequence := last.sequence + 1;
    last.hash := sha256(last.hash || int8send(last.sequence) || event_digest(event));
    insert into event_seals (partnership_id, sequence, event_id, hash) values (partnership, last.sequence, event.id, last.hash);
    sealed := sealed + 1;
  end loop;
  return sealed;
end
$$;
