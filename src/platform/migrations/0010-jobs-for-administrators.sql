-- Failed jobs are seen and mended by administrators and by Holdfast itself: the database asks too, and not the page alone.
-- Rows: none change.

-- The functions of the jobs run as holdfast_jobs, which asks here who is behind the transaction.
grant usage on schema platform to holdfast_jobs;
set local role holdfast_jobs;

-- Inside a function that runs as its owner, only the setting still tells which role the transaction took.
create function jobs.may_look_after()
  returns boolean
  language sql stable set search_path = pg_catalog, pg_temp
as $$
  select current_setting('role') <> 'holdfast_person' or platform.actor_has_role('administrator')
$$;

alter function jobs.queue_counts() rename to all_queue_counts;
alter function jobs.troubled(int) rename to all_troubled;
alter function jobs.try_again(uuid) rename to try_any_again;
alter function jobs.give_up(uuid) rename to give_any_up;

create function jobs.queue_counts()
  returns table (queue_name text, waiting bigint, later bigint, running bigint, trying_again bigint, failed bigint, oldest_due_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select * from jobs.all_queue_counts() where (select jobs.may_look_after())
$$;

create function jobs.troubled(most int)
  returns table (job_id uuid, queue_name text, state text, tries int, retries int, output jsonb, asked_at timestamptz,
    started_at timestamptz, failed_at timestamptz, next_try_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select * from jobs.all_troubled(most) where (select jobs.may_look_after())
$$;

-- Null also for those who may not: to them there is no such job.
create function jobs.try_again(wanted uuid)
  returns text
  language sql security definer set search_path = pg_catalog, pg_temp
as $$
  select case when jobs.may_look_after() then jobs.try_any_again(wanted) end
$$;

create function jobs.give_up(wanted uuid)
  returns text
  language sql security definer set search_path = pg_catalog, pg_temp
as $$
  select case when jobs.may_look_after() then jobs.give_any_up(wanted) end
$$;

revoke all on all functions in schema jobs from public;
revoke all on function jobs.all_queue_counts(), jobs.all_troubled(int), jobs.try_any_again(uuid), jobs.give_any_up(uuid)
  from holdfast_person, holdfast_system;
grant execute on function jobs.queue_counts(), jobs.troubled(int), jobs.try_again(uuid), jobs.give_up(uuid)
  to holdfast_person, holdfast_system;
reset role;
