-- What somebody has begun to write in a conversation and not sent.
create table drafts (
  conversation_id bigint primary key references conversations (id) on delete cascade,
  account_id bigint not null references accounts (id) on delete cascade,
  message text not null
);
create index drafts_by_account on drafts (account_id);
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('drafts', 'drafts_by_account', '100000 1000');
-- both
