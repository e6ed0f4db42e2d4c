-- The floor: the roles that every transaction takes, the schema of the platform, and the mark of what this database is for.
-- Rows: none yet.

-- Group roles belong to the whole server and may be there already, made for another database on it.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['holdfast_visitor', 'holdfast_person', 'holdfast_system', 'holdfast_auth', 'holdfast_jobs'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I nologin noinherit', wanted);
    end if;
  end loop;
end
$$;

revoke all on schema public from public;
grant usage on schema platform to holdfast_visitor, holdfast_person, holdfast_system;

-- Collation for names of people: Å after A in English, not after Z. Named so that an index and an "order by" agree everywhere.
create collation platform.people (provider = icu, locale = 'en-GB-u-kn-true', deterministic = true);

-- The actor of the running transaction, or null. Set by the application at the start of each one and gone with it.
create function platform.actor() returns uuid
  language sql stable parallel safe
  as $$ select nullif(current_setting('holdfast.actor', true), '')::uuid $$;

-- Whether the actor's sign-in is strong enough for casework.
create function platform.actor_is_strong() returns boolean
  language sql stable parallel safe
  as $$ select current_setting('holdfast.strength', true) = 'strong' $$;

create table platform.installation (
  only_one boolean primary key default true check (only_one),
  kind text not null check (kind in ('demo', 'production')),
  made_at timestamptz not null,
  -- Set in the transaction that loads the demo, or leaves it out: a start that is killed before loads it the next time.
  filled_with text check (filled_with in ('demo', 'nothing'))
);
comment on table platform.installation is 'kind: network. What this database is for; the other kind of Holdfast refuses it.';
grant select on platform.installation to holdfast_visitor, holdfast_person, holdfast_system;
grant update (filled_with) on platform.installation to holdfast_system;

-- One row a form that was sent: a second press of the button, or a browser that asks again, gets the first one's answer.
create table platform.submission (
  key uuid primary key,
  route text not null,
  actor text not null,
  location text,
  made_at timestamptz not null default now()
);
create index submission_made_at on platform.submission (made_at);
comment on table platform.submission is 'kind: network. Forms already taken, by the opaque key in the form. Kept a week.';
grant select, insert, update on platform.submission to holdfast_visitor, holdfast_person, holdfast_system;
grant delete on platform.submission to holdfast_system;

-- What was typed when a sign-in ran out: sealed with a key that only the person's browser holds, shown again after the next sign-in.
create table platform.parked_form (
  id uuid primary key,
  person_id uuid not null,
  path text not null,
  sealed bytea not null,
  parked_at timestamptz not null default now()
);
create index parked_form_parked_at on platform.parked_form (parked_at);
comment on table platform.parked_form is 'kind: secret. Encrypted with a key kept in the person''s cookie. Deleted when shown again, or after a day.';
grant select, insert, delete on platform.parked_form to holdfast_visitor, holdfast_person, holdfast_system;
alter table platform.parked_form enable row level security;
alter table platform.parked_form force row level security;
create policy parking on platform.parked_form for insert to holdfast_visitor, holdfast_person with check (true);
create policy own on platform.parked_form for all to holdfast_person
  using (person_id = (select platform.actor())) with check (person_id = (select platform.actor()));
create policy sweeping on platform.parked_form for all to holdfast_system using (true);
