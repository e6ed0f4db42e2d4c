-- The outbox: every single mail that Holdfast sends, what became of it, and, in a table of its own, what it says.
-- Rows: none yet.

create table platform.mail (
  id uuid primary key,
  -- The person it is for. Their address is looked up when the mail leaves, so that a leaver gets none. Null where it goes to an
  -- address: a reader who is no user, or the old address of somebody who changed it.
  to_person uuid,
  -- What it is for, in two words such as auth.sign_in_link.
  purpose text not null check (purpose ~ '^[a-z]+\.[a-z_]+$'),
  -- queued: waits for its first try. sending: a worker has it. sent: the mail server took it. kept: nothing is sent here, it is
  -- shown instead. later: will be tried again. refused: the mail server said no for good, the person has gone, or two days of
  -- trying were enough. in_doubt: it may have left; nobody sends it again by themselves. lapsed: it became pointless first.
  state text not null check (state in ('queued', 'sending', 'sent', 'kept', 'later', 'refused', 'in_doubt', 'lapsed')),
  tries int not null default 0,
  next_try_at timestamptz,
  expires_at timestamptz,
  -- The mail server's last answer: its number, and its words with every address taken out.
  last_code int,
  last_answer text,
  message_id text,
  queued_at timestamptz not null,
  changed_at timestamptz not null,
  sent_at timestamptz,
  content_removed_at timestamptz
);
create index mail_waiting on platform.mail (coalesce(next_try_at, queued_at)) where state in ('queued', 'later', 'sending');
create index mail_troubled on platform.mail (changed_at desc) where state in ('later', 'refused', 'in_doubt', 'lapsed');
create index mail_changed on platform.mail (changed_at);
create index mail_to_person on platform.mail (to_person) where to_person is not null;
create index mail_content_due on platform.mail (changed_at) where content_removed_at is null;
comment on table platform.mail is 'kind: network. One row a mail: to whom, what for, what became of it. Kept a year.';

create table platform.mail_content (
  mail_id uuid primary key references platform.mail on delete cascade,
  to_address text,
  to_name text,
  subject text not null,
  -- The words of a notice, set in the mail frame when it leaves; or two finished bodies.
  notice jsonb,
  html text,
  text text,
  check ((notice is null) <> (text is null))
);
comment on table platform.mail_content is 'kind: network. What a mail says and the address it goes to. Removed 30 days after the last change. Nothing about a child stands in it.';

-- Whether this database is a demonstration, where mail is shown instead of sent.
create function platform.is_demo() returns boolean
  language sql stable
  as $$ select coalesce((select kind = 'demo' from platform.installation), false) $$;

grant insert, select on platform.mail to holdfast_visitor, holdfast_person;
grant update (state, next_try_at, changed_at) on platform.mail to holdfast_person;
grant insert, select on platform.mail_content to holdfast_visitor, holdfast_person;
grant select, insert, update, delete on platform.mail, platform.mail_content to holdfast_system;

alter table platform.mail enable row level security;
alter table platform.mail force row level security;
alter table platform.mail_content enable row level security;
alter table platform.mail_content force row level security;

create policy system_all on platform.mail for all to holdfast_system using (true) with check (true);
create policy system_all on platform.mail_content for all to holdfast_system using (true) with check (true);

-- Anybody's action may cause a mail. Only its own reader and an administrator see that there is one, and neither sees what it
-- says: it may hold a link that signs its reader in.
create policy cause on platform.mail for insert to holdfast_visitor, holdfast_person
  with check (state in ('queued', 'kept') and tries = 0 and sent_at is null);
create policy cause on platform.mail_content for insert to holdfast_visitor, holdfast_person with check (true);
create policy own on platform.mail for select to holdfast_person using (to_person = (select platform.actor()));
create policy look_after on platform.mail for select to holdfast_person
  using ((select platform.actor_has_role('administrator')));
create policy try_again on platform.mail for update to holdfast_person
  using (state in ('later', 'refused', 'in_doubt', 'lapsed') and (select platform.actor_has_role('administrator')))
  with check (state = 'queued');

-- The demonstration shows all its mail to everyone, since its people are invented.
create policy demo on platform.mail for select to holdfast_visitor, holdfast_person using ((select platform.is_demo()));
create policy demo on platform.mail_content for select to holdfast_visitor, holdfast_person using ((select platform.is_demo()));
