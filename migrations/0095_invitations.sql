-- The account that a link in a mail is an invitation to. Links from before accept no invitation.
alter table one_time_tokens add column account_id bigint references accounts (id) on delete cascade;
create index one_time_tokens_by_account on one_time_tokens (account_id)
  where account_id is not null;
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('one_time_tokens', 'one_time_tokens_by_account', '1000 10');
-- both
