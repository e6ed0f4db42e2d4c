-- The audit: what was done, seen, searched, exported and refused, by whom; the seals over it; and the runs that check them.
-- Rows: none yet.

-- Whether the actor holds a role today. The platform knows of no roles: the module that grants them replaces this function
-- with one that reads its table. Until then nobody holds any, so that nothing is open by mistake.
create function platform.actor_has_role(wanted text) returns boolean
  language sql stable
  as $$ select false and wanted is null $$;

create sequence platform.audit_entry_id as bigint cache 1;
grant usage on sequence platform.audit_entry_id to holdfast_visitor, holdfast_person, holdfast_system;

-- The next place in the log. The transaction takes its own number first: a sealer that sees a later place can then tell, from
-- the transactions that are over, when an empty place will stay empty (docs/mechanisms/audit.md).
create function platform.next_audit_entry_id() returns bigint
  language plpgsql volatile
  as $$
  begin
    perform pg_current_xact_id();
    return nextval('platform.audit_entry_id');
  end
  $$;

create table platform.audit_entry (
  id bigint primary key default platform.next_audit_entry_id(),
  at timestamptz not null default clock_timestamp(),
  actor_kind text not null check (actor_kind in ('visitor', 'person', 'token', 'system')),
  -- The person who acted, or who answers for the API token that did.
  person_id uuid,
  token_id uuid,
  -- The job or command, where Holdfast itself acted.
  part text,
  organisation_id uuid,
  -- As held at that moment: `role`, or `role:area`.
  roles text[] not null,
  strength text check (strength in ('link', 'strong')),
  -- A hash: the session's own id opens doors.
  session bytea,
  request_id text,
  event text not null,
  fields jsonb not null,
  about_kinds text[] not null,
  about_ids uuid[] not null check (cardinality(about_ids) = cardinality(about_kinds)),
  check ((actor_kind in ('person', 'token')) = (person_id is not null)),
  check ((actor_kind = 'token') = (token_id is not null)),
  check ((actor_kind = 'system') = (part is not null))
);
comment on table platform.audit_entry is 'kind: secret. One line for everything done or seen: opaque ids, counts and codes, never names or words. Only ever added to.';
create index audit_entry_at on platform.audit_entry (at, id);
create index audit_entry_person on platform.audit_entry (person_id, at, id) where person_id is not null;
create index audit_entry_event on platform.audit_entry (event, at, id);

-- Which lines tell of a record. A table, since the array in the line cannot be searched by index under row-level security.
create table platform.audit_about (
  record_id uuid not null,
  entry_id bigint not null,
  primary key (record_id, entry_id)
);
comment on table platform.audit_about is 'kind: secret. The records that each audit line tells of, so that "who looked at this" is one step. Only ever added to.';
-- Lines come in order, so a few bytes for each stretch of the table are enough to find a line's records.
create index audit_about_entry on platform.audit_about using brin (entry_id) with (pages_per_range = 16, autosummarize = on);

create function platform.spread_audit_about() returns trigger
  language plpgsql
  as $$
  begin
    insert into platform.audit_about (record_id, entry_id) select distinct record, new.id from unnest(new.about_ids) as record;
    return null;
  end
  $$;
create trigger spread_about after insert on platform.audit_entry
  for each row when (cardinality(new.about_ids) > 0) execute function platform.spread_audit_about();

-- One seal over a batch of lines. `entries` says which lines, so that one that commits late is sealed in a later batch.
create table platform.audit_seal (
  number bigint primary key,
  entries int8multirange not null,
  entry_count integer not null check (entry_count > 0),
  -- Sixteen bytes for each line, in order of id: they tell which line differs.
  row_digests bytea not null check (length(row_digests) = 16 * entry_count),
  -- The highest line seen, and the highest up to which every place is sealed or will stay empty.
  top bigint not null,
  settled_to bigint not null,
  sealed_in xid8 not null,
  sealed_at timestamptz not null,
  previous bytea not null,
  seal bytea not null unique
);
create index audit_seal_top on platform.audit_seal (top);
comment on table platform.audit_seal is 'kind: secret. The chain of seals over the audit, made with a key that is not in the database. Only ever added to.';

create table platform.audit_verification (
  id uuid primary key,
  asked_by uuid not null,
  asked_at timestamptz not null,
  finished_at timestamptz,
  checked bigint not null default 0,
  total bigint,
  result jsonb
);
comment on table platform.audit_verification is 'kind: network. Checks of the whole audit that a person asked for, how far they are and what they found.';
create index audit_verification_asked_at on platform.audit_verification (asked_at);

create function platform.refuse_audit_change() returns trigger
  language plpgsql
  as $$
  begin
    raise exception 'the audit is only ever added to: % on %.% is refused', tg_op, tg_table_schema, tg_table_name
      using errcode = 'insufficient_privilege';
  end
  $$;

do $$
declare
  name text;
begin
  foreach name in array array['audit_entry', 'audit_about', 'audit_seal'] loop
    execute format('create trigger only_added_to before update or delete or truncate on platform.%I
      for each statement execute function platform.refuse_audit_change()', name);
    execute format('alter table platform.%I enable row level security', name);
    execute format('alter table platform.%I force row level security', name);
  end loop;
end
$$;
alter table platform.audit_verification enable row level security;
alter table platform.audit_verification force row level security;

-- Id and time are never the writer's to choose.
grant insert (actor_kind, person_id, token_id, part, organisation_id, roles, strength, session, request_id, event, fields, about_kinds, about_ids)
  on platform.audit_entry to holdfast_visitor, holdfast_person, holdfast_system;
grant insert on platform.audit_about to holdfast_visitor, holdfast_person, holdfast_system;
grant select on platform.audit_entry, platform.audit_about, platform.audit_seal to holdfast_person, holdfast_system;
grant insert on platform.audit_seal to holdfast_system;
grant select, insert on platform.audit_verification to holdfast_person;
grant select, update on platform.audit_verification to holdfast_system;

-- Nobody writes a line in another's name. Holdfast itself may: signing in is told of the person who by then has come in.
create policy writing_as_visitor on platform.audit_entry for insert to holdfast_visitor with check (actor_kind = 'visitor');
create policy writing_as_oneself on platform.audit_entry for insert to holdfast_person
  with check (actor_kind in ('person', 'token') and person_id = (select platform.actor()));
create policy writing_by_system on platform.audit_entry for insert to holdfast_system with check (true);
create policy own on platform.audit_entry for select to holdfast_person using (person_id = (select platform.actor()));
create policy governing on platform.audit_entry for select to holdfast_person using ((select platform.actor_has_role('governance')));
create policy sealing on platform.audit_entry for select to holdfast_system using (true);

create policy writing on platform.audit_about for insert to holdfast_visitor, holdfast_person, holdfast_system with check (true);
create policy governing on platform.audit_about for select to holdfast_person using ((select platform.actor_has_role('governance')));
create policy sealing on platform.audit_about for select to holdfast_system using (true);

create policy governing on platform.audit_seal for select to holdfast_person using ((select platform.actor_has_role('governance')));
create policy sealing on platform.audit_seal for all to holdfast_system using (true);

create policy governing on platform.audit_verification for all to holdfast_person
  using ((select platform.actor_has_role('governance')))
  with check ((select platform.actor_has_role('governance')) and asked_by = (select platform.actor()));
create policy checking on platform.audit_verification for all to holdfast_system using (true);
