-- As in 0001, but for the look at the last seal: first the seal, then its event. Joined,
-- a plan that a session made while there were none joined all of them at each call,
-- until the statistics of the tables were taken: a new installation's first import
-- was sealed ever more slowly.
create or replace function seal_events (partnership uuid, most integer) returns integer
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
    from (select * from event_seals where partnership_id = partnership order by sequence desc limit 1) s
    join lateral (select written_by, id from events where partnership_id = partnership and id = s.event_id limit 1) e on true;
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
