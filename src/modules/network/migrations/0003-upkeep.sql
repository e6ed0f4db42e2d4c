-- What keeps the lists right: leavers, yearly confirmations with their reminders, and searches that only their asker can open.
-- Rows: none yet.

create table network.leaving (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references network.person,
  organisation_id uuid not null references network.organisation,
  last_on date not null,
  -- The posts that end by it, so that it can be undone.
  posts uuid[] not null,
  noted_by uuid references network.person,
  noted_at timestamptz not null,
  undone_by uuid references network.person,
  undone_at timestamptz,
  -- Roles, sign-ins and private details were ended: from here on other parts of Holdfast know.
  finished_at timestamptz
);
create unique index leaving_open on network.leaving (person_id, organisation_id)
  where undone_at is null and finished_at is null;
create index leaving_due on network.leaving (last_on) where undone_at is null and finished_at is null;
create index leaving_organisation on network.leaving (organisation_id, noted_at);
comment on table network.leaving is 'kind: network. Who leaves an organisation after which day, who noted it, and whether it was undone.';

create table network.confirmation (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references network.organisation,
  confirmed_by uuid references network.person,
  confirmed_at timestamptz not null,
  people integer not null check (people >= 0)
);
create index confirmation_newest on network.confirmation (organisation_id, confirmed_at desc);
comment on table network.confirmation is 'kind: network. When an organisation''s whole list of people was said to be right, and by whom.';

create table network.confirmation_reminder (
  organisation_id uuid not null references network.organisation,
  due_on date not null,
  stage text not null check (stage in ('soon', 'due', 'late')),
  sent_at timestamptz not null,
  primary key (organisation_id, due_on, stage)
);
comment on table network.confirmation_reminder is 'kind: network. Which reminder went out for which list, so that none goes twice.';

create table network.search (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null,
  words text not null check (length(words) between 1 and 200),
  made_at timestamptz not null
);
create index search_made_at on network.search (made_at);
comment on table network.search is 'kind: network. What a person looked for in the directory, so that no name stands in an address. Kept a month.';

grant select, insert, update on network.leaving to holdfast_person, holdfast_system;
grant select, insert on network.confirmation to holdfast_person, holdfast_system;
grant select on network.confirmation_reminder to holdfast_person;
grant select, insert, update, delete on network.confirmation_reminder to holdfast_system;
grant select, insert on network.search to holdfast_person;
grant select, delete on network.search to holdfast_system;

do $$
declare
  one text;
begin
  foreach one in array array['leaving', 'confirmation', 'search'] loop
    execute format('alter table network.%I enable row level security', one);
    execute format('alter table network.%I force row level security', one);
    execute format('create policy jobs_and_commands on network.%I for all to holdfast_system using (true) with check (true)', one);
  end loop;
  foreach one in array array['leaving', 'confirmation'] loop
    execute format('create policy readable on network.%I for select to holdfast_person using (true)', one);
    execute format('create policy keeper_adds on network.%I for insert to holdfast_person
      with check (network.actor_keeps(organisation_id))', one);
  end loop;
end
$$;
create policy keeper_changes on network.leaving for update to holdfast_person
  using (network.actor_keeps(organisation_id)) with check (network.actor_keeps(organisation_id));
create policy own on network.search for all to holdfast_person
  using (person_id = (select platform.actor())) with check (person_id = (select platform.actor()));
