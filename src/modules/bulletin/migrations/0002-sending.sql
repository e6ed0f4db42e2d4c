-- Sending: the mailboxes we write to, the list of those we must not, each run of sending, and its ledger with one row a reader.
-- Rows: none yet.

-- One row an address, whoever reads it. The ledger, the links in mails and the list of those we must not write to all hang on it.
create table bulletin.mailbox (
  id uuid primary key default gen_random_uuid(),
  -- As it is written to. The key is what two spellings of it have in common.
  address text not null check (length(address) between 3 and 254 and address !~ '[[:cntrl:][:space:]]'),
  address_key text not null unique check (address_key = lower(address_key)),
  -- Who is greeted; empty where several people read it, or nobody is known to.
  name text not null default '' check (length(name) <= 400 and name !~ '[[:cntrl:]]'),
  -- A reader from outside the network: asked for the bulletin, and confirmed by the link that was mailed.
  asked_at timestamptz,
  confirmed_at timestamptz,
  left_at timestamptz,
  -- Wants the posts of the blog too, since this moment.
  blog_since timestamptz,
  added_at timestamptz not null,
  changed_at timestamptz not null,
  check (confirmed_at is null or asked_at is not null),
  check (left_at is null or confirmed_at is not null)
);
create index mailbox_outside on bulletin.mailbox (confirmed_at desc) where confirmed_at is not null and left_at is null;
create index mailbox_asked on bulletin.mailbox (asked_at) where asked_at is not null and confirmed_at is null;
create index mailbox_blog on bulletin.mailbox (id) where blog_since is not null;
comment on table bulletin.mailbox is 'kind: network. Private. Addresses the bulletin is mailed to, and what their readers chose.';

-- Nothing overrides this list. A row that was lifted stays, to show who lifted it and why.
create table bulletin.suppression (
  id uuid primary key default gen_random_uuid(),
  mailbox_id uuid not null references bulletin.mailbox,
  reason text not null check (reason in ('unsubscribed', 'bounced', 'complaint', 'by_hand')),
  -- A reader may say no to the bulletin and still want the blog; every other reason covers all mail.
  covers text not null default 'all' check (covers = 'all' or (covers = 'bulletin' and reason = 'unsubscribed')),
  note text not null default '' check (length(note) <= 500),
  added_by uuid,
  added_at timestamptz not null,
  lifted_at timestamptz,
  lifted_by uuid,
  lifted_because text check (length(lifted_because) <= 500),
  check ((lifted_at is null) = (lifted_because is null))
);
create unique index suppression_live on bulletin.suppression (mailbox_id) where lifted_at is null;
create index suppression_newest on bulletin.suppression (added_at desc);
comment on table bulletin.suppression is 'kind: network. Private. Mailboxes that must not be written to, since when and why.';

create table bulletin.sending (
  id uuid primary key default gen_random_uuid(),
  edition_id uuid references bulletin.edition,
  post_id uuid references bulletin.post,
  -- Counted within its edition or post: its address.
  number integer not null check (number > 0),
  -- all: the audience. failures: those of an earlier run it did not reach. correction: those who got the wrong edition.
  -- test: named colleagues. post: those who want the blog by mail.
  kind text not null check (kind in ('all', 'failures', 'correction', 'test', 'post')),
  -- preparing: the ledger is still to be made. stopped: a person ended it for good.
  state text not null default 'preparing' check (state in ('preparing', 'running', 'paused', 'stopped', 'done')),
  -- Exactly what goes out, and the hash that it is held to each time the sending is taken up.
  content text not null,
  sha256 bytea not null check (length(sha256) = 32),
  approval_id uuid references bulletin.approval,
  -- The run whose failures this one goes to.
  of_sending_id uuid references bulletin.sending,
  -- Colleagues whom a test goes to.
  test_people uuid[] not null default '{}',
  -- People of the audience whose address no mail server would take.
  unusable integer not null default 0,
  -- Whether mail leaves here or is kept and shown; known once the first batch is taken up.
  way text check (way in ('smtp', 'kept')),
  -- What is wrong with the mail server now, in words; null while it is well.
  trouble text check (length(trouble) <= 300),
  trouble_at timestamptz,
  started_by uuid,
  started_at timestamptz not null,
  prepared_at timestamptz,
  ended_at timestamptz,
  check (num_nonnulls(edition_id, post_id) = 1),
  check ((kind = 'post') = (post_id is not null)),
  check ((state in ('stopped', 'done')) = (ended_at is not null)),
  -- A test shows what is not approved yet; nothing else may.
  check (kind = 'test' or approval_id is not null),
  check ((kind = 'failures') = (of_sending_id is not null))
);
create unique index sending_number on bulletin.sending (edition_id, number) where edition_id is not null;
create unique index sending_post on bulletin.sending (post_id, number) where post_id is not null;
-- An edition goes to its audience once; what comes after is a run to failures, or a correction.
create unique index sending_once on bulletin.sending (edition_id) where kind in ('all', 'correction');
create unique index sending_post_once on bulletin.sending (post_id) where kind = 'post';
create index sending_under_way on bulletin.sending (started_at) where state in ('preparing', 'running', 'paused');
create index sending_approval on bulletin.sending (approval_id);
-- Two officers who press at once start one run.
create unique index sending_of on bulletin.sending (of_sending_id) where of_sending_id is not null;
comment on table bulletin.sending is 'kind: network. One run of sending an edition or a post, and how far it is.';

-- The ledger. Few indexes, and none over what changes with every mail: each of them would cost more than the row itself.
create table bulletin.delivery (
  sending_id uuid not null references bulletin.sending,
  mailbox_id uuid not null references bulletin.mailbox,
  -- The kind of organisation at the time, or outside. The only thing about a reader that figures are made of.
  organisation_kind text not null,
  state text not null default 'queued'
    check (state in ('queued', 'claimed', 'sent', 'refused', 'later', 'in_doubt', 'suppressed', 'bounced', 'left_out')),
  -- Who has it, or had it last: what that worker's journal knows belongs here.
  worker uuid,
  tries smallint not null default 0,
  not_before timestamptz,
  -- The mail server's last answer, without anybody's address.
  code smallint,
  answer text check (length(answer) <= 300),
  -- Since when it is in this state; null while it waits for the first time.
  changed_at timestamptz,
  -- The reader said no by a link in this very mail.
  unsubscribed_at timestamptz,
  decided_by uuid,
  decided_at timestamptz,
  primary key (sending_id, mailbox_id),
  check (state <> 'claimed' or worker is not null)
) with (fillfactor = 80);
create index delivery_due on bulletin.delivery (sending_id, mailbox_id) where state in ('queued', 'later');
create index delivery_troubled on bulletin.delivery (sending_id, state) where state in ('refused', 'in_doubt', 'bounced', 'later');
comment on table bulletin.delivery is 'kind: network. Private. One row a sending and reader: whether the mail was handed over, and what came back.';

-- What is left of the ledger when its rows are removed.
create table bulletin.figure (
  sending_id uuid not null references bulletin.sending,
  organisation_kind text not null,
  state text not null,
  readers integer not null check (readers > 0),
  primary key (sending_id, organisation_kind, state)
);
comment on table bulletin.figure is 'kind: network. Counts of a run by kind of organisation, kept when the ledger is removed.';

-- Workers that send now. One that is silent for long is taken for lost, and what it held is in doubt.
create table bulletin.sending_worker (
  id uuid primary key,
  sending_id uuid not null references bulletin.sending,
  began_at timestamptz not null,
  seen_at timestamptz not null
);
comment on table bulletin.sending_worker is 'kind: network. Processes that are sending, and when each was last seen.';

-- What mail servers told us afterwards.
create table bulletin.report (
  id uuid primary key default gen_random_uuid(),
  mailbox_id uuid not null references bulletin.mailbox,
  -- The run whose mail it was.
  sending_id uuid not null references bulletin.sending,
  kind text not null check (kind in ('permanent', 'temporary', 'complaint')),
  status text check (status ~ '^[245]\.[0-9]{1,3}\.[0-9]{1,3}$'),
  words text not null default '' check (length(words) <= 300),
  -- The mail that told us, so that reading it twice counts once.
  mail_sha256 bytea not null check (length(mail_sha256) = 32),
  read_at timestamptz not null,
  -- Set when a person resets the address: it counts no more.
  set_aside_at timestamptz,
  unique (mail_sha256, mailbox_id)
);
create index report_mailbox on bulletin.report (mailbox_id, read_at desc);
create index report_newest on bulletin.report (read_at desc);
create index report_sending on bulletin.report (sending_id);
comment on table bulletin.report is 'kind: network. Private. Bounces and complaints, by mailbox; counted for 30 days.';

grant select, insert, update on bulletin.mailbox, bulletin.suppression to holdfast_visitor, holdfast_person, holdfast_system;
grant select, insert on bulletin.sending to holdfast_person, holdfast_system;
-- What goes out, and whose approval it has, is written once.
grant update (state, way, trouble, trouble_at, prepared_at, ended_at, unusable) on bulletin.sending to holdfast_person, holdfast_system;
grant select, insert, update on bulletin.delivery, bulletin.report to holdfast_person, holdfast_system;
grant select (sending_id, mailbox_id, unsubscribed_at), update (unsubscribed_at) on bulletin.delivery to holdfast_visitor;
grant delete on bulletin.delivery, bulletin.mailbox, bulletin.report to holdfast_system;
grant select (id, kind) on bulletin.sending to holdfast_visitor;
grant select on bulletin.figure to holdfast_person;
grant select, insert on bulletin.figure to holdfast_system;
grant select, insert, update, delete on bulletin.sending_worker to holdfast_system;
grant select on bulletin.sending_worker to holdfast_person;

-- The mailbox that a signed link or a typed address speaks for. Set for one transaction, after the link has been checked.
create function bulletin.spoken_for() returns uuid
  language sql stable parallel safe
  as $$ select nullif(current_setting('holdfast.mailbox', true), '')::uuid $$;
create function bulletin.key_spoken_for() returns text
  language sql stable parallel safe
  as $$ select nullif(current_setting('holdfast.mailbox_key', true), '') $$;

alter table bulletin.mailbox enable row level security;
alter table bulletin.mailbox force row level security;
create policy work on bulletin.mailbox for all to holdfast_system using (true) with check (true);
create policy officer on bulletin.mailbox for all to holdfast_person
  using ((select platform.actor_has_role('officer'))) with check ((select platform.actor_has_role('officer')));
create policy own on bulletin.mailbox for all to holdfast_visitor, holdfast_person
  using (id = (select bulletin.spoken_for()) or address_key = (select bulletin.key_spoken_for()))
  with check (id = (select bulletin.spoken_for()) or address_key = (select bulletin.key_spoken_for()));

alter table bulletin.suppression enable row level security;
alter table bulletin.suppression force row level security;
create policy work on bulletin.suppression for all to holdfast_system using (true) with check (true);
create policy officer on bulletin.suppression for all to holdfast_person
  using ((select platform.actor_has_role('officer'))) with check ((select platform.actor_has_role('officer')));
create policy own_to_see on bulletin.suppression for select to holdfast_visitor, holdfast_person
  using (mailbox_id = (select bulletin.spoken_for()));
create policy own_to_leave on bulletin.suppression for insert to holdfast_visitor, holdfast_person
  with check (mailbox_id = (select bulletin.spoken_for()) and reason = 'unsubscribed' and lifted_at is null);
-- Readers take back their own word only; a bounce, a complaint or a decision of the partnership is not theirs to lift.
create policy own_to_come_back on bulletin.suppression for update to holdfast_visitor, holdfast_person
  using (mailbox_id = (select bulletin.spoken_for()) and reason = 'unsubscribed')
  with check (mailbox_id = (select bulletin.spoken_for()) and reason = 'unsubscribed');

alter table bulletin.delivery enable row level security;
alter table bulletin.delivery force row level security;
create policy work on bulletin.delivery for all to holdfast_system using (true) with check (true);
create policy officer on bulletin.delivery for all to holdfast_person
  using ((select platform.actor_has_role('officer'))) with check ((select platform.actor_has_role('officer')));
create policy own_to_leave on bulletin.delivery for all to holdfast_visitor, holdfast_person
  using (mailbox_id = (select bulletin.spoken_for())) with check (mailbox_id = (select bulletin.spoken_for()));
-- Counts are made of it for approvers and analysts too; there is no name or address in it.
create policy counting on bulletin.delivery for select to holdfast_person
  using ((select platform.actor_has_role('approver')) or (select platform.actor_has_role('analyst')));

alter table bulletin.report enable row level security;
alter table bulletin.report force row level security;
create policy work on bulletin.report for all to holdfast_system using (true) with check (true);
create policy officer on bulletin.report for all to holdfast_person
  using ((select platform.actor_has_role('officer'))) with check ((select platform.actor_has_role('officer')));
