-- Sign-in: Better Auth's own tables in a schema of their own, and beside them in the platform's what is ours: links asked for,
-- tries counted, code apps, agencies' own sign-in, and recovery by two people. Rows: none yet.

-- Better Auth's tables, as its compileMigrations gives them for our options, read through and narrowed. It knows people by id
-- alone: the checks hold that no name, mailbox or network address is ever written here.
create schema auth;
grant usage on schema auth to holdfast_auth, holdfast_system, holdfast_person;

create table auth.person (
  id uuid primary key default gen_random_uuid(),
  name text not null check (name = ''),
  email text not null unique,
  email_verified boolean not null check (email_verified),
  image text check (image is null),
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint no_mailbox check (email = id::text || '@person.invalid')
);
comment on table auth.person is 'kind: secret. Who has ever been sent a link or signed in, by opaque id. The directory of the network says who they are.';

create table auth.session (
  id uuid primary key default gen_random_uuid(),
  expires_at timestamptz not null,
  token text not null unique,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null,
  ip_address text check (coalesce(ip_address, '') = ''),
  device text check (length(device) <= 80),
  person_id uuid not null references auth.person (id) on delete cascade,
  how text not null check (how in ('link', 'link_and_code', 'passkey', 'agency', 'demo')),
  strength text not null check (strength in ('link', 'strong')),
  last_seen_at timestamptz not null,
  constraint a_link_is_not_strong check (how <> 'link' or strength = 'link')
);
create index session_person_id_idx on auth.session (person_id);
create index session_expires_at_idx on auth.session (expires_at);
comment on table auth.session is 'kind: secret. Open sign-ins. The token is worthless without the signature that only the cookie holds. Swept a day after they end.';

create table auth.account (
  id uuid primary key default gen_random_uuid(),
  account_id text not null,
  provider_id text not null,
  person_id uuid not null references auth.person (id) on delete cascade,
  access_token text check (access_token is null),
  refresh_token text check (refresh_token is null),
  id_token text check (id_token is null),
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text check (password is null),
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null,
  unique (provider_id, account_id),
  unique (provider_id, person_id)
);
create index account_person_id_idx on auth.account (person_id);
comment on table auth.account is 'kind: secret. Which subject of an agency''s sign-in is which person. No token and no password is ever kept.';

create table auth.verification (
  id uuid primary key default gen_random_uuid(),
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
create index verification_identifier_idx on auth.verification (identifier);
create index verification_expires_at_idx on auth.verification (expires_at);
create index verification_link_idx on auth.verification (value) where identifier like 'magic-link:%';
comment on table auth.verification is 'kind: secret. Links not yet used, as hashes, and passkey challenges. Gone when used, replaced or twenty minutes old.';

create table auth.passkey (
  id uuid primary key default gen_random_uuid(),
  name text check (length(name) <= 60),
  public_key text not null,
  person_id uuid not null references auth.person (id) on delete cascade,
  credential_id text not null unique,
  counter integer not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  created_at timestamptz,
  aaguid text,
  last_used_at timestamptz
);
create index passkey_person_id_idx on auth.passkey (person_id);
comment on table auth.passkey is 'kind: secret. Public halves of people''s passkeys, with the name each person gave theirs.';

grant select, insert, update, delete on auth.person, auth.session, auth.account, auth.verification, auth.passkey to holdfast_auth;
grant select, insert on auth.person to holdfast_system;
grant select, delete on auth.session to holdfast_system;
grant select, delete on auth.verification to holdfast_system;
grant select, insert, delete on auth.account to holdfast_system;
grant select, update (last_used_at), delete on auth.passkey to holdfast_system;
-- A person sees and ends their own sign-ins and passkeys, and never reads a token or a key.
grant select (id, person_id, created_at, last_seen_at, expires_at, how, strength, device), delete on auth.session to holdfast_person;
grant select (id, person_id, name, created_at, last_used_at, backed_up), update (name), delete on auth.passkey to holdfast_person;

do $$
declare
  one text;
begin
  foreach one in array array['person', 'session', 'account', 'verification', 'passkey'] loop
    execute format('alter table auth.%I enable row level security', one);
    execute format('alter table auth.%I force row level security', one);
    execute format('create policy better_auth on auth.%I for all to holdfast_auth using (true) with check (true)', one);
    execute format('create policy sign_in on auth.%I for all to holdfast_system using (true) with check (true)', one);
    -- The owner comes in only through end_sign_ins below.
    execute format('create policy owner on auth.%I for all to current_user using (true) with check (true)', one);
  end loop;
end
$$;
create policy own on auth.session for all to holdfast_person
  using (person_id = (select platform.actor())) with check (person_id = (select platform.actor()));
create policy own on auth.passkey for all to holdfast_person
  using (person_id = (select platform.actor())) with check (person_id = (select platform.actor()));

-- A link that somebody asked for. Whether anybody has the address is looked up by the job, so that the answer to the page takes
-- the same statements and the same time for an address that nobody has.
create table platform.link_request (
  id uuid primary key,
  email text not null check (length(email) <= 254),
  return_path text not null check (return_path ~ '^/([^/\\]|$)' and length(return_path) <= 500),
  asked_at timestamptz not null
);
create index link_request_asked_at on platform.link_request (asked_at);
comment on table platform.link_request is 'kind: secret. Addresses typed on the sign-in page. Gone when the job has looked, or after a day.';
grant insert on platform.link_request to holdfast_visitor, holdfast_person;
grant select, delete on platform.link_request to holdfast_system;
alter table platform.link_request enable row level security;
alter table platform.link_request force row level security;
create policy asking on platform.link_request for insert to holdfast_visitor, holdfast_person with check (true);
create policy answering on platform.link_request for all to holdfast_system using (true);

-- Tries in the running quarter of an hour, by a keyed hash of what was tried: the same for addresses that exist and those that do not.
create table platform.sign_in_try (
  kind text not null check (kind in ('link', 'code')),
  key bytea not null,
  since timestamptz not null,
  tries integer not null,
  primary key (kind, key)
);
create index sign_in_try_since on platform.sign_in_try (since);
comment on table platform.sign_in_try is 'kind: secret. How often something was tried lately, by a hash whose key is outside the database. Kept a day.';
grant select, insert, update on platform.sign_in_try to holdfast_visitor, holdfast_person, holdfast_system;
grant delete on platform.sign_in_try to holdfast_system;
alter table platform.sign_in_try enable row level security;
alter table platform.sign_in_try force row level security;
create policy counting on platform.sign_in_try for all to holdfast_visitor, holdfast_person, holdfast_system
  using (true) with check (true);

-- A person's code app. Its secret is sealed with a key outside the database.
create table platform.code_app (
  person_id uuid primary key,
  sealed_secret bytea not null,
  state text not null check (state in ('proposed', 'in_use')),
  proposed_at timestamptz not null,
  in_use_at timestamptz,
  last_used_at timestamptz,
  last_step bigint not null default 0,
  wrong_tries integer not null default 0,
  locked_until timestamptz,
  check ((state = 'in_use') = (in_use_at is not null))
);
comment on table platform.code_app is 'kind: secret. Secrets of one-time code apps, encrypted. last_step refuses the same code twice.';
grant select, insert, update, delete on platform.code_app to holdfast_system;
grant select (person_id, sealed_secret, state, in_use_at, last_used_at), delete on platform.code_app to holdfast_person;
alter table platform.code_app enable row level security;
alter table platform.code_app force row level security;
create policy sign_in on platform.code_app for all to holdfast_system using (true) with check (true);
create policy own on platform.code_app for all to holdfast_person using (person_id = (select platform.actor()));
create policy owner on platform.code_app for all to current_user using (true) with check (true);

-- An organisation's own sign-in by OpenID Connect.
create table platform.agency_sign_in (
  id uuid primary key,
  organisation_id uuid not null,
  name text not null check (length(name) between 1 and 120),
  issuer text not null check (issuer ~ '^https?://'),
  client_id text not null,
  sealed_secret bytea,
  acr_values text[] not null default '{}',
  amr_values text[] not null default '{}',
  active_from timestamptz not null,
  active_to timestamptz,
  set_by uuid not null,
  set_at timestamptz not null
);
create index agency_sign_in_organisation_id on platform.agency_sign_in (organisation_id);
comment on table platform.agency_sign_in is 'kind: secret. Agencies that sign their own people in, with what was agreed. The client secret is encrypted.';

-- Whoever sets an agency up could name a server of their own and be anybody it likes, so a second person with another role has
-- looked at it before it opens anything.
create table platform.agency_confirmation (
  agency_id uuid primary key references platform.agency_sign_in (id) on delete cascade,
  confirmed_by uuid not null,
  confirmed_at timestamptz not null
);
comment on table platform.agency_confirmation is 'kind: network. Which agencies'' sign-ins a second person has looked at and confirmed.';

grant select (id, name, active_from, active_to) on platform.agency_sign_in to holdfast_visitor;
grant select (id, organisation_id, name, issuer, client_id, acr_values, amr_values, active_from, active_to, set_by, set_at),
  insert, update (active_to) on platform.agency_sign_in to holdfast_person;
grant select on platform.agency_sign_in to holdfast_system;
grant select (agency_id) on platform.agency_confirmation to holdfast_visitor;
grant select, insert on platform.agency_confirmation to holdfast_person;
grant select on platform.agency_confirmation to holdfast_system;
alter table platform.agency_sign_in enable row level security;
alter table platform.agency_sign_in force row level security;
alter table platform.agency_confirmation enable row level security;
alter table platform.agency_confirmation force row level security;
create policy choosing on platform.agency_sign_in for select to holdfast_visitor, holdfast_person using (true);
create policy setting_up on platform.agency_sign_in for insert to holdfast_person
  with check ((select platform.actor_has_role('administrator')) and set_by = (select platform.actor()));
create policy ending on platform.agency_sign_in for update to holdfast_person
  using ((select platform.actor_has_role('administrator')) and active_to is null) with check (active_to is not null);
create policy sign_in on platform.agency_sign_in for select to holdfast_system using (true);
create policy choosing on platform.agency_confirmation for select to holdfast_visitor, holdfast_person using (true);
create policy confirming on platform.agency_confirmation for insert to holdfast_person
  with check (confirmed_by = (select platform.actor())
    and ((select platform.actor_has_role('officer')) or (select platform.actor_has_role('governance')))
    and not exists (select from platform.agency_sign_in a where a.id = agency_id and a.set_by = (select platform.actor())));
create policy sign_in on platform.agency_confirmation for select to holdfast_system using (true);

-- One sign-in on its way to an agency and back, found again by the hash of a cookie and taken once.
create table platform.agency_trip (
  key bytea primary key,
  agency_id uuid not null references platform.agency_sign_in (id) on delete cascade,
  state text not null,
  nonce text not null,
  sealed_verifier bytea not null,
  return_path text not null,
  started_at timestamptz not null
);
create index agency_trip_started_at on platform.agency_trip (started_at);
create index agency_trip_agency_id on platform.agency_trip (agency_id);
comment on table platform.agency_trip is 'kind: secret. Sign-ins on their way to an agency and back. Good for ten minutes and once.';
grant select, insert, delete on platform.agency_trip to holdfast_system;
alter table platform.agency_trip enable row level security;
alter table platform.agency_trip force row level security;
create policy sign_in on platform.agency_trip for all to holdfast_system using (true) with check (true);

-- A lost device: one person asks, another who checked who it is approves, and neither is the one who lost it.
create table platform.device_loss (
  id uuid primary key,
  person_id uuid not null,
  organisation_id uuid not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  state text not null check (state in ('asked', 'approved', 'refused')),
  checked_how text check (checked_how in ('in_person', 'video', 'known_number')),
  decided_by uuid,
  decided_at timestamptz,
  constraint three_people check (asked_by <> person_id and decided_by <> asked_by and decided_by <> person_id),
  constraint approved_is_checked check ((state = 'asked') = (decided_by is null) and (state <> 'approved' or checked_how is not null))
);
create unique index device_loss_open on platform.device_loss (person_id) where state = 'asked';
create index device_loss_asked_by on platform.device_loss (asked_by);
comment on table platform.device_loss is 'kind: network. Who asked that a person may set up sign-in again, and who checked and approved it.';
grant select, insert, update (state, checked_how, decided_by, decided_at) on platform.device_loss to holdfast_person;
grant select on platform.device_loss to holdfast_system;
alter table platform.device_loss enable row level security;
alter table platform.device_loss force row level security;
create policy seeing on platform.device_loss for select to holdfast_person
  using (asked_by = (select platform.actor())
    or person_id = (select platform.actor())
    or (select platform.actor_has_role('officer'))
    or (select platform.actor_has_role('administrator')));
create policy asking on platform.device_loss for insert to holdfast_person
  with check (asked_by = (select platform.actor()) and state = 'asked' and (select platform.actor_has_role('coordinator')));
create policy deciding on platform.device_loss for update to holdfast_person
  using (state = 'asked' and asked_by <> (select platform.actor()) and person_id <> (select platform.actor())
    and ((select platform.actor_has_role('officer')) or (select platform.actor_has_role('administrator'))))
  with check (decided_by = (select platform.actor()));
create policy seeing_all on platform.device_loss for select to holdfast_system using (true);

-- Ends every way in that a person has, inside the transaction that found the cause, whoever's role that runs under. Called where
-- an address changed, a person left or a device was lost. It can only close doors, never open one.
create function platform.end_sign_ins(who uuid, with_code_app boolean)
  returns table (sessions integer, links integer, passkeys integer, code_apps integer)
  language plpgsql security definer set search_path = ''
  as $$
begin
  delete from auth.session s where s.person_id = who;
  get diagnostics sessions = row_count;
  delete from auth.verification v
    where v.identifier like 'magic-link:%'
      and v.value = '{"type":"magic-link","email":"' || who::text || '@person.invalid"}';
  get diagnostics links = row_count;
  delete from auth.passkey p where p.person_id = who;
  get diagnostics passkeys = row_count;
  delete from auth.account a where a.person_id = who;
  code_apps := 0;
  if with_code_app then
    delete from platform.code_app c where c.person_id = who;
    get diagnostics code_apps = row_count;
  end if;
  return next;
end
$$;
revoke all on function platform.end_sign_ins(uuid, boolean) from public;
grant execute on function platform.end_sign_ins(uuid, boolean) to holdfast_person, holdfast_system;
