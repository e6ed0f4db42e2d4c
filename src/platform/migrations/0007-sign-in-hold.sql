-- A changed address does not lead to a fresh passkey: whoever can change an address could otherwise become the person. Rows: none yet.

create table platform.sign_in_hold (
  person_id uuid primary key,
  -- Everybody who has changed the address since; none of them lifts the hold.
  held_by uuid[] not null,
  held_at timestamptz not null
);
comment on table platform.sign_in_hold is 'kind: network. People whose address somebody changed and who set up no passkey or code app until a second person has made sure who they are.';

grant select, delete on platform.sign_in_hold to holdfast_person;
grant select on platform.sign_in_hold to holdfast_system;
alter table platform.sign_in_hold enable row level security;
alter table platform.sign_in_hold force row level security;
-- The owner comes in only through hold_sign_in below.
create policy owner on platform.sign_in_hold for all to current_user using (true) with check (true);
create policy seeing_all on platform.sign_in_hold for select to holdfast_system using (true);
create policy seeing on platform.sign_in_hold for select to holdfast_person
  using (person_id = (select platform.actor())
    or (select platform.actor_has_role('officer')) or (select platform.actor_has_role('administrator')));
create policy lifting on platform.sign_in_hold for delete to holdfast_person
  using (not ((select platform.actor()) = any (held_by)) and exists (
    select from platform.device_loss d
    where d.person_id = sign_in_hold.person_id and d.state = 'approved'
      and d.decided_by = (select platform.actor()) and d.decided_at >= held_at));

-- Holds whoever has been sent a link before and has no code app, which would guard them by itself. Nobody else has anything yet
-- that could be taken over. It can only close a door, so whoever's action changed the address may call it.
create function platform.hold_sign_in(who uuid, at timestamptz) returns boolean
  language plpgsql security definer set search_path = ''
  as $$
begin
  if not exists (select from auth.person p where p.id = who)
    or exists (select from platform.code_app c where c.person_id = who and c.state = 'in_use') then
    return false;
  end if;
  insert into platform.sign_in_hold as hold (person_id, held_by, held_at)
    values (who, array_remove(array[platform.actor()], null), at)
    on conflict (person_id) do update set held_by = hold.held_by || excluded.held_by, held_at = excluded.held_at;
  return true;
end
$$;
revoke all on function platform.hold_sign_in(uuid, timestamptz) from public;
grant execute on function platform.hold_sign_in(uuid, timestamptz) to holdfast_person, holdfast_system;
