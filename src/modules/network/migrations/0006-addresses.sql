-- Whose mail address a coordinator may change: a link to it signs in as its owner. Rows: left as they are.

-- Whether the actor answers for a person alone. Anybody can be put on a list, so being on it is not enough: one who works
-- elsewhere too, or holds a role that no coordinator asks for, is the partnership officer's.
create function network.actor_answers_for(whom uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select platform.actor_has_role('officer') or (
      not exists (
        select from network.post p
        where p.person_id = whom and (p.to_on is null or p.to_on >= network.today())
          and not network.actor_coordinates(p.organisation_id))
      and not exists (
        select from network.role_grant g join network.role_rule r on r.role = g.role
        where g.person_id = whom and g.state = 'granted' and (g.to_on is null or g.to_on >= network.today())
          and not ('coordinator' = any (r.asked_by))))
  $$;

create function network.hold_address() returns trigger
  language plpgsql as $$
begin
  if current_user = 'holdfast_person' and new.work_email is distinct from old.work_email
    and not network.actor_answers_for(old.id) then
    raise insufficient_privilege using message = 'this address is the partnership officer''s to change';
  end if;
  return new;
end
$$;
create trigger hold_address before update on network.person
  for each row execute function network.hold_address();
