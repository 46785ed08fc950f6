-- Contacts in the order of their ids, for searches that ask for no other.
create index contacts_by_account on contacts (account_id, id);
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('contacts', 'contacts_by_account', '700000 700000 1');
-- both
