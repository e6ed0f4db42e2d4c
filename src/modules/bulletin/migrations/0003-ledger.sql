-- The ledger no longer looks up its sending for each row it is given.
-- Rows: none are changed. A sending is never removed, by no role, and its ledger is written in the transaction that holds it locked;
-- ten thousand look-ups of that one row were a third of the time in which the list of readers is made.
alter table bulletin.delivery drop constraint delivery_sending_id_fkey;
