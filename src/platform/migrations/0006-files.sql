-- Files that people bring in, such as the pictures of a bulletin: what they are in one table, their bytes in another.
-- Rows: none yet.

create table platform.file (
  id uuid primary key,
  name text not null,
  -- Found by looking into the file, never believed from its name.
  kind text not null check (kind in ('image', 'pdf', 'docx', 'xlsx', 'csv', 'text')),
  content_type text not null,
  size int not null check (size > 0),
  sha256 bytea not null check (length(sha256) = 32),
  width int,
  height int,
  -- What it is for, in two words such as bulletin.picture, and the record it belongs to. Modules hang their own policies on these.
  purpose text not null check (purpose ~ '^[a-z]+\.[a-z_]+$'),
  owner_id uuid,
  -- private until a published thing uses it; then anyone may have it.
  visibility text not null default 'private' check (visibility in ('private', 'public')),
  -- Roles whose holders may read it while it is private, beside the one who brought it.
  readers text[] not null default '{}',
  -- Null where Holdfast itself stored it.
  uploaded_by uuid,
  uploaded_at timestamptz not null,
  published_at timestamptz,
  removed_at timestamptz
);
create index file_owner on platform.file (owner_id) where owner_id is not null;
create index file_uploaded_by on platform.file (uploaded_by) where uploaded_by is not null;
comment on table platform.file is 'kind: network. One row a file. Kept as long as the thing that uses it; the row stays when the bytes are removed.';

create table platform.file_content (
  file_id uuid primary key references platform.file on delete cascade,
  bytes bytea not null
);
-- Pictures and documents are compressed already: trying again costs time and wins nothing.
alter table platform.file_content alter column bytes set storage external;
comment on table platform.file_content is 'kind: network. The bytes of a file, seen by whoever may see the file.';

grant select, insert on platform.file, platform.file_content to holdfast_person, holdfast_system;
grant select on platform.file, platform.file_content to holdfast_visitor;
grant update (visibility, published_at, removed_at) on platform.file to holdfast_person, holdfast_system;
grant delete on platform.file_content to holdfast_person, holdfast_system;

alter table platform.file enable row level security;
alter table platform.file force row level security;
alter table platform.file_content enable row level security;
alter table platform.file_content force row level security;

-- Whether the actor works with this private file: brought it in, or holds one of the roles it names.
create function platform.works_with_file(uploaded_by uuid, readers text[]) returns boolean
  language sql stable
  as $$ select uploaded_by = platform.actor() or exists (select from unnest(readers) role where platform.actor_has_role(role)) $$;

create policy system_all on platform.file for all to holdfast_system using (true) with check (true);
create policy system_all on platform.file_content for all to holdfast_system using (true) with check (true);
create policy published on platform.file for select to holdfast_visitor, holdfast_person using (visibility = 'public');
create policy work_with on platform.file for select to holdfast_person using (platform.works_with_file(uploaded_by, readers));
create policy bring on platform.file for insert to holdfast_person
  with check (uploaded_by = (select platform.actor()) and visibility = 'private' and removed_at is null);
create policy change on platform.file for update to holdfast_person
  using (platform.works_with_file(uploaded_by, readers)) with check (platform.works_with_file(uploaded_by, readers));

-- The sub-select runs under the policies above and whatever policies modules add, so the bytes follow the file.
create policy as_its_file on platform.file_content for select to holdfast_visitor, holdfast_person
  using (exists (select from platform.file where file.id = file_id));
create policy bring on platform.file_content for insert to holdfast_person
  with check (exists (select from platform.file where file.id = file_id and uploaded_by = (select platform.actor())));
create policy remove on platform.file_content for delete to holdfast_person
  using (exists (select from platform.file where file.id = file_id and platform.works_with_file(uploaded_by, readers)));
