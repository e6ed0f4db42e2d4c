-- Imports of people and organisations: the plan of each, line by line, and the writes that follow from it. Rows: none yet.

create table network.import (
  id uuid primary key default gen_random_uuid(),
  file_name text not null check (length(file_name) between 1 and 200),
  lists text not null check (lists in ('people', 'organisations')),
  state text not null check (state in ('reading', 'preview', 'applying', 'done', 'discarded')),
  -- The file's headings and what was noticed while it was read.
  sheet jsonb not null,
  -- New organisations, options, counts: what a plan holds beside its rows.
  plan jsonb,
  brought_by uuid references network.person,
  brought_at timestamptz not null,
  changed_at timestamptz not null,
  version integer not null default 1,
  confirmed_by uuid references network.person,
  confirmed_at timestamptz,
  steps_all integer not null default 0,
  steps_done integer not null default 0,
  steps_refused integer not null default 0,
  finished_at timestamptz,
  content_removed_at timestamptz
);
create index import_brought_at on network.import (brought_at);
comment on table network.import is 'kind: network. Lists of people and organisations that were brought in, and how far each has come.';

create table network.import_row (
  import_id uuid not null references network.import on delete cascade,
  row integer not null,
  outcome text not null check (outcome in ('new', 'changed', 'same', 'doubtful', 'refused')),
  -- Every question of a doubtful row has its answer.
  answered boolean not null default false,
  planned jsonb not null,
  -- Why the row could not be written after all, when its turn came.
  problem text,
  primary key (import_id, row)
);
create index import_row_outcome on network.import_row (import_id, outcome, row);
comment on table network.import_row is 'kind: network. Each line of a list with what would become of it. Emptied 30 days after the import.';

create table network.import_step (
  import_id uuid not null references network.import on delete cascade,
  number integer not null,
  row integer not null,
  step jsonb not null,
  done_at timestamptz,
  primary key (import_id, number)
);
create index import_step_open on network.import_step (import_id, number) where done_at is null;
comment on table network.import_step is 'kind: network. The writes of a confirmed import in their order; what is done is marked in the same transaction.';

grant select, insert, update, delete on network.import, network.import_row, network.import_step to holdfast_person, holdfast_system;

do $$
declare
  one text;
begin
  foreach one in array array['import', 'import_row', 'import_step'] loop
    execute format('alter table network.%I enable row level security', one);
    execute format('alter table network.%I force row level security', one);
    execute format('create policy jobs_and_commands on network.%I for all to holdfast_system using (true) with check (true)', one);
    execute format('create policy officer on network.%I for all to holdfast_person
      using ((select platform.actor_has_role(''officer''))) with check ((select platform.actor_has_role(''officer'')))', one);
  end loop;
end
$$;
