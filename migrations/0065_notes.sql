-- Notes: what members write down about a contact, for each other.
create table notes (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  contact_id bigint not null references contacts (id) on delete cascade,
  -- Who wrote it last. They may be gone.
  user_id bigint not null,
  content text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index notes_by_contact on notes (contact_id, id);
create index notes_by_account on notes (account_id);
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('notes', 'notes_by_contact', '300000 3 1'),
  ('notes', 'notes_by_account', '300000 300000');
-- both
