-- The ledger no longer looks up each reader's mailbox for each row it is given.
-- Rows: none are changed. The list of readers is made from the mailboxes themselves; mailboxes are removed by one job alone, which
-- waits for lists that are being made and keeps every mailbox of a ledger (actions/sending/ledger-lock.ts), and the trigger here refuses
-- a removal that would leave a row without its mailbox, by whomever. Ten thousand look-ups were half of the time in which a list is made.
alter table bulletin.delivery drop constraint delivery_mailbox_id_fkey;

create function bulletin.keep_mailboxes_of_ledger() returns trigger
  -- As whoever removes: the system alone may, and it sees the whole ledger.
  language plpgsql set search_path = pg_catalog
  as $$
  begin
    if exists (select from bulletin.delivery d join gone on gone.id = d.mailbox_id) then
      raise foreign_key_violation using message = 'a mailbox of the ledger was to be removed';
    end if;
    return null;
  end
  $$;
create trigger keep_mailboxes_of_ledger after delete on bulletin.mailbox
  referencing old table as gone for each statement execute function bulletin.keep_mailboxes_of_ledger();
