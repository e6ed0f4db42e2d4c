-- The network: areas, organisations, people, their posts and the roles they hold. Rows: none yet.

create schema network;
grant usage on schema network to holdfast_visitor, holdfast_person, holdfast_system;

create table network.area (
  id uuid primary key default gen_random_uuid(),
  key text not null unique check (key ~ '^[a-z][a-z0-9-]*$'),
  name text not null collate platform.people,
  from_on date not null default '1900-01-01',
  to_on date check (to_on >= from_on)
);
comment on table network.area is 'kind: public. The parts of the county in which the partnership works.';

create table network.organisation_kind (
  key text primary key check (key ~ '^[a-z][a-z0-9_]*$'),
  name text not null,
  position integer not null
);
comment on table network.organisation_kind is 'kind: public. What sort of organisation it is; the partnership''s own list.';

create table network.organisation (
  id uuid primary key default gen_random_uuid(),
  name text not null collate platform.people check (length(name) between 1 and 300),
  kind text not null references network.organisation_kind,
  area_id uuid references network.area,
  parent_id uuid references network.organisation check (parent_id <> id),
  from_on date not null,
  to_on date check (to_on >= from_on),
  changed_at timestamptz not null,
  version integer not null default 1
);
create unique index organisation_name on network.organisation (lower(name)) where to_on is null;
create index organisation_parent on network.organisation (parent_id);
create index organisation_area on network.organisation (area_id);
comment on table network.organisation is 'kind: network. Agencies, schools, services and charities. No area means the whole county.';

create table network.person (
  id uuid primary key default gen_random_uuid(),
  title text,
  given_name text not null collate platform.people check (length(given_name) <= 200),
  family_name text not null collate platform.people check (length(family_name) <= 200),
  -- One word is enough for a name: then the given name is empty.
  name text collate platform.people generated always as (btrim(given_name || ' ' || family_name)) stored,
  -- None: a person whose only mailbox belongs to somebody else. They cannot sign in until they have one.
  work_email text check (work_email = btrim(work_email) and work_email !~ '[[:cntrl:][:space:]]'),
  -- Two people may share a mailbox; only one of them can sign in with it.
  signs_in boolean not null default true,
  -- The moment at which everything of a leaver's was ended. From then on they are nobody, whatever their posts say.
  left_at timestamptz,
  added_at timestamptz not null,
  changed_at timestamptz not null,
  version integer not null default 1,
  check (btrim(given_name || family_name) <> '')
);
create unique index person_sign_in on network.person (lower(work_email)) where signs_in and left_at is null;
create index person_email on network.person (lower(work_email));
create index person_name on network.person (family_name, given_name, id);
comment on table network.person is 'kind: network. People who work for the organisations: name and work address only. Never a child.';

-- Private contact details: the first private field, so the first policy.
create table network.private_contact (
  person_id uuid primary key references network.person,
  mobile text check (length(mobile) <= 40),
  email text check (length(email) <= 254),
  note text check (length(note) <= 500),
  changed_at timestamptz not null
);
comment on table network.private_contact is 'kind: network. Private. For the person and, while they are in post, their organisation''s coordinator.';

create table network.post (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references network.person,
  organisation_id uuid not null references network.organisation,
  title text not null check (length(title) between 1 and 200),
  area_id uuid references network.area,
  phone text check (length(phone) <= 40),
  from_on date not null,
  -- The last day in post. A post that ended stays: history and audit need it.
  to_on date check (to_on >= from_on),
  ended_because text,
  changed_at timestamptz not null,
  version integer not null default 1
);
create index post_person on network.post (person_id, from_on);
create index post_organisation on network.post (organisation_id, to_on, from_on);
create unique index post_once on network.post (person_id, organisation_id, lower(title)) where to_on is null;
comment on table network.post is 'kind: network. Who works where, as what, from which day to which.';

create table network.role_grant (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references network.person,
  role text not null,
  area_id uuid references network.area,
  organisation_id uuid references network.organisation,
  state text not null check (state in ('requested', 'granted', 'refused', 'ended')),
  from_on date not null,
  to_on date,
  reason text check (length(reason) <= 500),
  requested_by uuid references network.person,
  requested_at timestamptz not null,
  decided_by uuid references network.person,
  decided_at timestamptz,
  ended_by uuid references network.person,
  ended_at timestamptz,
  ended_because text,
  -- Nobody grants a right to themselves, and nobody approves their own request.
  constraint not_to_oneself check (decided_by is distinct from person_id or decided_by is null),
  constraint two_people check (decided_by is distinct from requested_by or decided_by is null or state = 'refused'
    or role in ('champion', 'coordinator', 'line_manager', 'analyst'))
);
create index role_grant_person on network.role_grant (person_id, state);
create index role_grant_role on network.role_grant (role, state);
-- One may keep the lists of several organisations; every other role is held once in an area.
create unique index role_grant_live on network.role_grant (person_id, role,
  coalesce(area_id, '00000000-0000-0000-0000-000000000000'),
  coalesce(case when role = 'coordinator' then organisation_id end, '00000000-0000-0000-0000-000000000000'))
  where state in ('requested', 'granted') and to_on is null;
comment on table network.role_grant is 'kind: network. Which role a person holds, from when to when, in which area, and who asked and who agreed.';

grant select on network.area, network.organisation_kind to holdfast_visitor;
grant select, insert, update on network.area, network.organisation_kind, network.organisation, network.person, network.post,
  network.role_grant to holdfast_person, holdfast_system;
grant select, insert, update, delete on network.private_contact to holdfast_person, holdfast_system;

-- The day in England: posts and roles begin and end with it.
create function network.today() returns date
  language sql stable as $$ select (now() at time zone 'Europe/London')::date $$;

-- The organisations in which a person is in post today.
create function network.organisations_of(whom uuid) returns setof uuid
  language sql stable security definer set search_path = pg_catalog
  as $$
    select p.organisation_id from network.post p
    where p.person_id = whom and p.from_on <= network.today() and (p.to_on is null or p.to_on >= network.today())
  $$;

-- What the actor holds today. A role that an organisation asked for ends with the post there, whatever else is written.
create function network.actor_grants() returns setof network.role_grant
  language sql stable security definer set search_path = pg_catalog
  as $$
    select g from network.role_grant g
    where g.person_id = nullif(current_setting('holdfast.actor', true), '')::uuid and g.state = 'granted'
      and g.from_on <= network.today() and (g.to_on is null or g.to_on >= network.today())
      and (g.organisation_id is null or g.organisation_id in (select network.organisations_of(g.person_id)))
      and exists (select from network.person p where p.id = g.person_id and p.left_at is null)
  $$;

-- Whether the actor holds a role today. Takes the place of the platform's stand-in, which knows no roles.
create or replace function platform.actor_has_role(wanted text) returns boolean
  language sql stable security definer set search_path = pg_catalog
  as $$ select exists (select from network.actor_grants() g where g.role = wanted) $$;

create function network.actor_coordinates(organisation uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog
  as $$ select exists (select from network.actor_grants() g where g.role = 'coordinator' and g.organisation_id = organisation) $$;

-- Whether the actor coordinates an organisation in which this person is in post today.
create function network.actor_coordinates_person(whom uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog
  as $$
    select exists (
      select from network.actor_grants() g
      where g.role = 'coordinator' and g.organisation_id in (select network.organisations_of(whom)))
  $$;

-- Who keeps an organisation's people right: its coordinators and the partnership officer.
create function network.actor_keeps(organisation uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog
  as $$ select platform.actor_has_role('officer') or network.actor_coordinates(organisation) $$;

-- Whether the actor keeps an organisation in which this person is, will be, or lately was in post: a year, so that one who
-- comes back is the same person to them.
create function network.actor_keeps_person(whom uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog
  as $$
    select platform.actor_has_role('officer') or exists (
      select from network.post p
      where p.person_id = whom and (p.to_on is null or p.to_on >= network.today() - 400)
        and network.actor_coordinates(p.organisation_id))
  $$;

-- Everyone who has signed in may read the network. Who may write what is decided here, whatever the application's code says.
do $$
declare
  one text;
begin
  foreach one in array array['area', 'organisation_kind', 'organisation', 'person', 'post'] loop
    execute format('alter table network.%I enable row level security', one);
    execute format('alter table network.%I force row level security', one);
    execute format('create policy readable on network.%I for select to holdfast_visitor, holdfast_person using (true)', one);
    execute format('create policy jobs_and_commands on network.%I for all to holdfast_system using (true) with check (true)', one);
    -- The functions above look things up as the owner.
    execute format('create policy owner on network.%I for all to current_user using (true) with check (true)', one);
  end loop;
  foreach one in array array['area', 'organisation_kind', 'organisation'] loop
    execute format('create policy officer_adds on network.%I for insert to holdfast_person
      with check ((select platform.actor_has_role(''officer'')))', one);
    execute format('create policy officer_changes on network.%I for update to holdfast_person
      using ((select platform.actor_has_role(''officer''))) with check ((select platform.actor_has_role(''officer'')))', one);
  end loop;
end
$$;

create policy keeper_adds on network.person for insert to holdfast_person
  with check ((select platform.actor_has_role('officer')) or (select platform.actor_has_role('coordinator')));
create policy keeper_changes on network.person for update to holdfast_person
  using (network.actor_keeps_person(id)) with check (true);
-- A mover's new post is written by whoever keeps the old one.
create policy keeper_adds on network.post for insert to holdfast_person
  with check (network.actor_keeps(organisation_id) or network.actor_keeps_person(person_id));
create policy keeper_changes on network.post for update to holdfast_person
  using (network.actor_keeps(organisation_id)) with check (network.actor_keeps(organisation_id));

alter table network.private_contact enable row level security;
alter table network.private_contact force row level security;
create policy own on network.private_contact for all to holdfast_person
  using (person_id = (select platform.actor())) with check (person_id = (select platform.actor()));
create policy coordinator_reads on network.private_contact for select to holdfast_person
  using (network.actor_coordinates_person(person_id));
create policy leaver on network.private_contact for all to holdfast_system using (true) with check (true);
