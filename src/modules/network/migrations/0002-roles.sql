-- Who may ask for a role and who decides, held by the database itself. Rows: the rules of the first release; no role changes.

create table network.role_rule (
  role text primary key check (role ~ '^[a-z][a-z_]*$'),
  -- `coordinator` here means of the organisation that asks.
  asked_by text[] not null check (asked_by <@ array['coordinator', 'officer']),
  decided_by text[] not null check (cardinality(decided_by) > 0),
  -- Whether somebody else than the one who asks must decide.
  decision text not null check (decision in ('second_person', 'same_person')),
  opens text not null check (opens in ('network', 'casework')),
  -- A role that opens casework is never asked for and given by one person, and an administrator never decides.
  constraint casework_takes_two check (opens = 'network' or decision = 'second_person'),
  constraint administrator_gives_nothing check (not ('administrator' = any (decided_by)))
);
comment on table network.role_rule is 'kind: network. Who may ask for each role and which manager is responsible for giving it.';
grant select on network.role_rule to holdfast_person, holdfast_system;

insert into network.role_rule (role, asked_by, decided_by, decision, opens) values
  ('champion', '{coordinator,officer}', '{officer}', 'same_person', 'network'),
  ('line_manager', '{coordinator,officer}', '{officer}', 'same_person', 'network'),
  ('coordinator', '{coordinator,officer}', '{officer}', 'same_person', 'network'),
  ('analyst', '{officer}', '{officer}', 'same_person', 'network'),
  ('officer', '{officer}', '{approver}', 'second_person', 'network'),
  ('approver', '{officer}', '{approver}', 'second_person', 'network'),
  ('governance', '{officer}', '{approver}', 'second_person', 'network'),
  ('administrator', '{officer}', '{approver}', 'second_person', 'network'),
  ('practitioner', '{coordinator}', '{service_manager}', 'second_person', 'casework'),
  ('service_worker', '{coordinator}', '{service_manager}', 'second_person', 'casework'),
  ('facilitator', '{coordinator}', '{service_manager}', 'second_person', 'casework'),
  ('service_manager', '{coordinator}', '{approver}', 'second_person', 'casework'),
  ('missing_coordinator', '{coordinator}', '{approver}', 'second_person', 'casework'),
  ('return_interviewer', '{coordinator}', '{missing_coordinator}', 'second_person', 'casework'),
  ('panel_coordinator', '{coordinator}', '{approver}', 'second_person', 'casework'),
  ('panel_chair', '{coordinator}', '{approver}', 'second_person', 'casework'),
  ('panel_member', '{coordinator}', '{panel_coordinator}', 'second_person', 'casework');

alter table network.role_grant
  add constraint role_has_a_rule foreign key (role) references network.role_rule,
  -- Somebody keeps an organisation's people or asks for casework roles in the name of one organisation.
  add constraint asked_for_an_organisation check (role <> 'coordinator' or organisation_id is not null);
create index role_grant_waiting on network.role_grant (requested_at) where state = 'requested';

-- Whether the actor may ask for a role for a person, in the name of an organisation where one asks.
create function network.actor_asks(wanted text, whom uuid, organisation uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog
  as $$
    select exists (
      select from network.role_rule r
      where r.role = wanted and (
        ('officer' = any (r.asked_by) and platform.actor_has_role('officer'))
        or ('coordinator' = any (r.asked_by) and network.actor_coordinates(organisation)
          and organisation in (select network.organisations_of(whom)))))
  $$;

-- Whether the actor is the responsible manager for a role. One who holds their own role in one area decides for that area only.
create function network.actor_decides(wanted text, area uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog
  as $$
    select exists (
      select from network.role_rule r
      join network.actor_grants() g on g.role = any (r.decided_by)
      where r.role = wanted and (g.area_id is null or g.area_id = area))
  $$;

-- Who may end a role before its time: the one who decides on it, the organisation that asked, and the partnership officer.
create function network.actor_ends(wanted text, area uuid, whom uuid, organisation uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog
  as $$
    select platform.actor_has_role('officer') or network.actor_decides(wanted, area)
      or network.actor_coordinates(organisation) or network.actor_coordinates_person(whom)
  $$;

alter table network.role_grant enable row level security;
alter table network.role_grant force row level security;
create policy readable on network.role_grant for select to holdfast_person using (true);
create policy owner on network.role_grant for all to current_user using (true) with check (true);
create policy jobs_and_commands on network.role_grant for all to holdfast_system using (true) with check (true);
create policy ask_for_another on network.role_grant for insert to holdfast_person
  with check (person_id <> (select platform.actor()) and state = 'requested'
    and requested_by = (select platform.actor()) and decided_by is null
    and network.actor_asks(role, person_id, organisation_id));
-- Which row may be touched at all; what may become of it is decided by the trigger, which sees both the old row and the new.
create policy decide_or_end on network.role_grant for update to holdfast_person
  using (person_id = (select platform.actor()) or network.actor_decides(role, area_id)
    or network.actor_ends(role, area_id, person_id, organisation_id))
  with check (person_id <> (select platform.actor()) or state = 'ended');

-- A request is decided by somebody responsible who is neither its subject nor, where two are needed, the one who asked. A role
-- that was given can only be ended. Everything else about it stays as it was asked for.
create function network.hold_role_grant() returns trigger
  language plpgsql as $$
declare
  actor uuid := platform.actor();
begin
  if current_user <> 'holdfast_person' then
    return new;
  end if;
  if (new.id, new.person_id, new.role, new.from_on, new.requested_at) is distinct from
     (old.id, old.person_id, old.role, old.from_on, old.requested_at)
    or new.area_id is distinct from old.area_id or new.organisation_id is distinct from old.organisation_id
    or new.requested_by is distinct from old.requested_by or new.to_on is distinct from old.to_on then
    raise insufficient_privilege using message = 'a role is not changed into another one: end it and ask for the other';
  end if;
  if old.state = 'requested' and new.state in ('granted', 'refused') then
    if actor is null or actor = old.person_id or new.decided_by is distinct from actor
      or not network.actor_decides(old.role, old.area_id)
      or (new.state = 'granted' and old.requested_by = actor and not exists (
        select from network.role_rule r where r.role = old.role and r.decision = 'same_person')) then
      raise insufficient_privilege using message = 'this role is given by its responsible manager, who has not asked for it';
    end if;
  elsif old.state in ('requested', 'granted') and new.state = 'ended' then
    if actor is null or new.ended_by is distinct from actor or new.decided_by is distinct from old.decided_by
      or not (actor = old.person_id or actor = old.requested_by
        or network.actor_ends(old.role, old.area_id, old.person_id, old.organisation_id)) then
      raise insufficient_privilege using message = 'this role is not the actor''s to end';
    end if;
  else
    raise insufficient_privilege using message = 'a role goes from requested to granted or refused, and then to ended';
  end if;
  return new;
end
$$;
create trigger hold_role_grant before update on network.role_grant
  for each row execute function network.hold_role_grant();
