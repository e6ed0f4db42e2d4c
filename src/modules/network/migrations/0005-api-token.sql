-- Tokens by which an organisation's own programs use the API. Rows: none yet.

create table network.api_token (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references network.organisation,
  name text not null check (length(name) between 1 and 100),
  -- SHA-256 of a random value of 32 bytes: the token itself is shown once and stored nowhere.
  hash bytea not null unique check (length(hash) = 32),
  -- Its first letters, by which people tell tokens apart.
  begins text not null check (length(begins) between 4 and 12),
  responsible_id uuid not null references network.person,
  scopes text[] not null check (cardinality(scopes) > 0),
  made_by uuid references network.person,
  made_at timestamptz not null,
  expires_on date not null,
  last_used_at timestamptz,
  ended_by uuid references network.person,
  ended_at timestamptz
);
create index api_token_organisation on network.api_token (organisation_id, made_at);
comment on table network.api_token is 'kind: secret. Hashes of an organisation''s API tokens, the person responsible, what each may do and until when.';

grant select (id, organisation_id, name, begins, responsible_id, scopes, made_by, made_at, expires_on, last_used_at, ended_by, ended_at)
  on network.api_token to holdfast_person;
grant insert on network.api_token to holdfast_person;
grant update (ended_by, ended_at) on network.api_token to holdfast_person;
grant select, insert on network.api_token to holdfast_system;
grant update (last_used_at, ended_by, ended_at) on network.api_token to holdfast_system;

alter table network.api_token enable row level security;
alter table network.api_token force row level security;
create policy keeper_sees on network.api_token for select to holdfast_person using (network.actor_keeps(organisation_id));
-- The officer sees and ends tokens; only the organisation's own coordinator makes one.
create policy coordinator_makes on network.api_token for insert to holdfast_person
  with check (network.actor_coordinates(organisation_id) and made_by = (select platform.actor()));
create policy keeper_ends on network.api_token for update to holdfast_person
  using (network.actor_keeps(organisation_id)) with check (ended_at is not null);
create policy jobs_and_commands on network.api_token for all to holdfast_system using (true) with check (true);
