-- The bulletin: editions of articles, blog posts, their versions and drafts, approvals, and what is published on the web. Rows: none yet.

create schema bulletin;
grant usage on schema bulletin to holdfast_visitor, holdfast_person, holdfast_system;

create table bulletin.edition (
  id uuid primary key default gen_random_uuid(),
  state text not null default 'draft'
    check (state in ('draft', 'in_approval', 'approved', 'scheduled', 'sending', 'sent', 'cancelled')),
  title text not null check (length(title) between 1 and 300),
  subject text not null default '' check (length(subject) <= 200 and subject !~ '[[:cntrl:]]'),
  preheader text not null default '' check (length(preheader) <= 200 and preheader !~ '[[:cntrl:]]'),
  -- The first day of the month it is of, where it is of one.
  month_on date check (extract(day from month_on) = 1),
  -- Its place on the web, given when approval is first asked for and never changed.
  slug text unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 120),
  audience jsonb not null default '{}',
  corrects_edition_id uuid references bulletin.edition check (corrects_edition_id <> id),
  planned_on date,
  scheduled_for timestamptz,
  version integer not null default 1,
  created_by uuid,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  sending_at timestamptz,
  sent_at timestamptz,
  cancelled_at timestamptz,
  check ((state = 'scheduled') = (scheduled_for is not null))
);
create index edition_planned on bulletin.edition (planned_on) where planned_on is not null;
create index edition_scheduled on bulletin.edition (scheduled_for) where scheduled_for is not null;
create index edition_changed on bulletin.edition (changed_at desc);
create index edition_corrects on bulletin.edition (corrects_edition_id) where corrects_edition_id is not null;
comment on table bulletin.edition is 'kind: network. One bulletin, from its first draft until it was sent.';

create table bulletin.edition_version (
  edition_id uuid not null references bulletin.edition,
  number integer not null,
  title text not null,
  subject text not null,
  preheader text not null,
  month_on date,
  audience jsonb not null,
  -- The articles in their order at that time.
  outline uuid[] not null,
  -- Null where Holdfast itself wrote it, as the command line does.
  saved_by uuid,
  saved_at timestamptz not null,
  primary key (edition_id, number)
);
comment on table bulletin.edition_version is 'kind: network. Every state of an edition''s own lines, readers and order, and who made it so.';

create table bulletin.post (
  id uuid primary key default gen_random_uuid(),
  state text not null default 'draft' check (state in ('draft', 'in_approval', 'published', 'withdrawn')),
  author_name text not null check (length(author_name) between 1 and 200),
  author_id uuid,
  summary text not null default '' check (length(summary) <= 500),
  slug text unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 120),
  planned_on date,
  version integer not null default 1,
  created_by uuid,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  published_at timestamptz,
  withdrawn_at timestamptz
);
create index post_changed on bulletin.post (changed_at desc);
create index post_planned on bulletin.post (planned_on) where planned_on is not null;
comment on table bulletin.post is 'kind: network. One post of the blog; its words are its one article.';

create table bulletin.post_version (
  post_id uuid not null references bulletin.post,
  number integer not null,
  author_name text not null,
  summary text not null,
  saved_by uuid,
  saved_at timestamptz not null,
  primary key (post_id, number)
);
comment on table bulletin.post_version is 'kind: network. Every state of a post''s own lines, and who made it so.';

create table bulletin.article (
  id uuid primary key default gen_random_uuid(),
  edition_id uuid references bulletin.edition,
  post_id uuid unique references bulletin.post,
  part text not null check (part in ('introduction', 'article', 'closing', 'post')),
  position integer not null default 0,
  heading text not null default '' check (length(heading) <= 300),
  body jsonb not null,
  version integer not null default 1,
  changed_by uuid,
  changed_at timestamptz not null,
  removed_at timestamptz,
  check (num_nonnulls(edition_id, post_id) = 1),
  check ((part = 'post') = (post_id is not null)),
  check (part not in ('introduction', 'closing') or heading = '')
);
create index article_edition on bulletin.article (edition_id, position) where edition_id is not null;
create unique index article_only_one on bulletin.article (edition_id, part)
  where part in ('introduction', 'closing') and removed_at is null;
comment on table bulletin.article is 'kind: network. A text with its heading: an article of an edition, its introduction or closing words, or a post.';

create table bulletin.article_version (
  article_id uuid not null references bulletin.article,
  number integer not null,
  heading text not null,
  body jsonb not null,
  saved_by uuid,
  saved_at timestamptz not null,
  -- Where it brought an earlier version back, or came from a file.
  restores integer,
  imported boolean not null default false,
  primary key (article_id, number)
);
create index article_version_saved_by on bulletin.article_version (saved_by) where saved_by is not null;
comment on table bulletin.article_version is 'kind: network. Every saved state of a text, and who made it so.';

create table bulletin.autosave (
  article_id uuid not null references bulletin.article,
  person_id uuid not null,
  heading text not null check (length(heading) <= 1000),
  markdown text not null check (length(markdown) <= 400000),
  -- The version that was open when it was typed.
  base_version integer not null,
  saved_at timestamptz not null,
  primary key (article_id, person_id)
);
comment on table bulletin.autosave is 'kind: network. What a person typed and has not saved: offered back to them, deleted when they save or after 30 days.';

create table bulletin.presence (
  article_id uuid not null references bulletin.article,
  person_id uuid not null,
  seen_at timestamptz not null,
  primary key (article_id, person_id)
);
comment on table bulletin.presence is 'kind: network. Who has a text open now, so that two people tell each other. Deleted after a day.';

create table bulletin.picture (
  id uuid primary key default gen_random_uuid(),
  -- A correction uses the pictures of what it corrects.
  file_id uuid not null references platform.file,
  edition_id uuid references bulletin.edition,
  post_id uuid references bulletin.post,
  alt text not null check (length(alt) between 1 and 500),
  added_by uuid,
  added_at timestamptz not null,
  check (num_nonnulls(edition_id, post_id) = 1)
);
create unique index picture_edition on bulletin.picture (edition_id, file_id) where edition_id is not null;
create unique index picture_post on bulletin.picture (post_id, file_id) where post_id is not null;
comment on table bulletin.picture is 'kind: network. Pictures brought in for an edition or a post, with the words that say what they show.';

create table bulletin.approval (
  id uuid primary key default gen_random_uuid(),
  edition_id uuid references bulletin.edition,
  post_id uuid references bulletin.post,
  number integer not null,
  state text not null default 'asked' check (state in ('asked', 'approved', 'rejected', 'withdrawn', 'void')),
  -- Everything that is to be published or sent, as the exact characters that the hash is of.
  content text not null,
  sha256 bytea not null check (length(sha256) = 32),
  note text not null default '' check (length(note) <= 2000),
  asked_by uuid,
  asked_at timestamptz not null,
  decided_by uuid,
  -- Whose place the deciding person took while they were away.
  decided_for uuid,
  decided_at timestamptz,
  comments text not null default '' check (length(comments) <= 5000),
  ended_by uuid,
  ended_at timestamptz,
  check (num_nonnulls(edition_id, post_id) = 1),
  constraint two_people check (state <> 'approved' or (decided_by is not null and decided_by is distinct from asked_by)),
  check ((state in ('approved', 'rejected')) <= (decided_at is not null)),
  check ((state in ('withdrawn', 'void')) <= (ended_at is not null))
);
create unique index approval_edition on bulletin.approval (edition_id, number) where edition_id is not null;
create unique index approval_post on bulletin.approval (post_id, number) where post_id is not null;
create unique index approval_edition_live on bulletin.approval (edition_id) where state in ('asked', 'approved');
create unique index approval_post_live on bulletin.approval (post_id) where state in ('asked', 'approved');
comment on table bulletin.approval is 'kind: network. What was put before a second person, frozen and hashed, and what they decided.';

create table bulletin.guard_hit (
  id uuid primary key default gen_random_uuid(),
  approval_id uuid not null references bulletin.approval,
  place text not null,
  kind text not null check (kind in ('name', 'date_of_birth', 'identifier', 'address', 'phone', 'small_count')),
  words text not null,
  decision text check (decision in ('may_stay', 'must_go')),
  reason text not null default '' check (length(reason) <= 1000),
  decided_by uuid,
  decided_at timestamptz,
  check ((decision is null) = (decided_at is null))
);
create index guard_hit_approval on bulletin.guard_hit (approval_id);
comment on table bulletin.guard_hit is 'kind: network. Words of a text that the publication guard stopped at, and what a person decided about them.';

create table bulletin.absence (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null,
  deputy_id uuid not null check (deputy_id <> person_id),
  from_on date not null,
  to_on date not null check (to_on >= from_on),
  entered_by uuid,
  entered_at timestamptz not null,
  ended_at timestamptz
);
create index absence_deputy on bulletin.absence (deputy_id, to_on);
comment on table bulletin.absence is 'kind: network. When an approver is away, and who decides in their place.';

create table bulletin.publication (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('edition', 'post')),
  edition_id uuid unique references bulletin.edition,
  post_id uuid unique references bulletin.post,
  slug text not null,
  title text not null,
  summary text not null,
  author_name text,
  month_on date,
  published_at timestamptz not null,
  changed_at timestamptz not null,
  withdrawn_at timestamptz,
  -- The published words alone: no reader, no audience, no editor.
  content text not null,
  words text not null,
  search tsvector not null generated always as
    (setweight(to_tsvector('english', title), 'A') || to_tsvector('english', words)) stored,
  corrects_publication_id uuid references bulletin.publication,
  check (num_nonnulls(edition_id, post_id) = 1),
  check ((kind = 'edition') = (edition_id is not null))
);
create unique index publication_slug on bulletin.publication (kind, slug);
create index publication_newest on bulletin.publication (kind, published_at desc) where withdrawn_at is null;
create index publication_search on bulletin.publication using gin (search);
comment on table bulletin.publication is 'kind: public. What anyone may read on the web, at an address that never changes.';

create table bulletin.view_count (
  publication_id uuid not null references bulletin.publication,
  on_day date not null,
  views integer not null check (views > 0),
  primary key (publication_id, on_day)
);
comment on table bulletin.view_count is 'kind: network. How often a published page was opened on a day; never by whom.';

create table bulletin.import (
  id uuid primary key default gen_random_uuid(),
  file_name text not null,
  file_kind text not null,
  -- The plan as it was read; the mendings since, in order, so that each can be taken back.
  plan jsonb not null,
  mendings jsonb not null default '[]',
  notes jsonb not null default '[]',
  version integer not null default 1,
  made_by uuid,
  made_at timestamptz not null,
  edition_id uuid references bulletin.edition,
  confirmed_at timestamptz
);
create index import_made on bulletin.import (made_at) where confirmed_at is null;
comment on table bulletin.import is 'kind: network. An old bulletin that was read and waits to be confirmed; deleted after 7 days where it is not.';

grant select, insert, update on bulletin.edition, bulletin.post, bulletin.article, bulletin.guard_hit, bulletin.absence,
  bulletin.publication to holdfast_person, holdfast_system;
grant select, insert on bulletin.edition_version, bulletin.post_version, bulletin.article_version, bulletin.approval, bulletin.picture
  to holdfast_person, holdfast_system;
grant select, insert, update, delete on bulletin.autosave, bulletin.presence, bulletin.import to holdfast_person, holdfast_system;
-- What was put before a second person can be decided on and ended, and never rewritten.
grant update (state, decided_by, decided_for, decided_at, comments, ended_by, ended_at) on bulletin.approval
  to holdfast_person, holdfast_system;
grant select on bulletin.publication to holdfast_visitor;
grant select on bulletin.view_count to holdfast_person;
grant select, insert, update on bulletin.view_count to holdfast_system;

-- Drafts that were typed and not saved are their writer's alone.
alter table bulletin.autosave enable row level security;
alter table bulletin.autosave force row level security;
create policy own on bulletin.autosave for all to holdfast_person
  using (person_id = (select platform.actor())) with check (person_id = (select platform.actor()));
create policy sweeping on bulletin.autosave for all to holdfast_system using (true) with check (true);

-- Who wrote any of it: saved a version of a text that is still in it, or of its own lines and order.
create function bulletin.wrote_in(whom uuid, of_edition uuid, of_post uuid) returns boolean
  language sql stable set search_path = pg_catalog
  as $$
    select exists (
        select from bulletin.article a join bulletin.article_version v on v.article_id = a.id
        where v.saved_by = whom and (a.edition_id = of_edition or a.post_id = of_post) and a.removed_at is null)
      or exists (select from bulletin.edition_version v where v.saved_by = whom and v.edition_id = of_edition)
      or exists (select from bulletin.post_version v where v.saved_by = whom and v.post_id = of_post)
  $$;

-- Whatever the application's code says: nobody approves what they wrote, and a decision once made stands.
create function bulletin.hold_approval() returns trigger
  language plpgsql set search_path = pg_catalog
  as $$
begin
  if old.state in ('rejected', 'withdrawn', 'void') then
    raise exception 'an approval that has ended is not changed';
  end if;
  if old.state = 'approved' and new.state <> 'void' then
    raise exception 'what was approved can only become void';
  end if;
  if new.state = 'approved' and old.state <> 'approved'
    and bulletin.wrote_in(new.decided_by, new.edition_id, new.post_id) then
    raise exception 'nobody approves what they wrote';
  end if;
  return new;
end
$$;
create trigger hold_approval before update on bulletin.approval for each row execute function bulletin.hold_approval();
