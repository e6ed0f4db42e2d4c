-- Where a job changes addresses because somebody asked for it, the hold names that person. Rows: left as they are.

drop function platform.hold_sign_in(uuid, timestamptz);

-- As before. `asked_by` counts only where Holdfast itself acts: nobody names somebody else in their own place.
create function platform.hold_sign_in(who uuid, at timestamptz, asked_by uuid) returns boolean
  language plpgsql security definer set search_path = ''
  as $$
begin
  if not exists (select from auth.person p where p.id = who)
    or exists (select from platform.code_app c where c.person_id = who and c.state = 'in_use') then
    return false;
  end if;
  insert into platform.sign_in_hold as hold (person_id, held_by, held_at)
    values (who, array_remove(array[coalesce(platform.actor(), asked_by)], null), at)
    on conflict (person_id) do update set held_by = hold.held_by || excluded.held_by, held_at = excluded.held_at;
  return true;
end
$$;
revoke all on function platform.hold_sign_in(uuid, timestamptz, uuid) from public;
grant execute on function platform.hold_sign_in(uuid, timestamptz, uuid) to holdfast_person, holdfast_system;
