-- Which records a line tells of is written by the line's own trigger and by nobody else. Rows: left as they are.

-- Until now every role could add to the table, so that a fault in a page could have put other records beside a line.
create or replace function platform.spread_audit_about() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    insert into platform.audit_about (record_id, entry_id) select distinct record, new.id from unnest(new.about_ids) as record;
    return null;
  end
  $$;
revoke all on function platform.spread_audit_about() from public;
drop policy writing on platform.audit_about;
revoke insert on platform.audit_about from holdfast_visitor, holdfast_person, holdfast_system;
create policy owner on platform.audit_about for insert to current_user with check (true);
