-- What reports tell of conversations that are not resolved, which are few.
create index conversations_unresolved on conversations (
  account_id, created_at, inbox_id, status, team_id, assignee_id, first_reply_created_at,
  waiting_since
) where status <> 1;
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('conversations', 'conversations_unresolved', '50000 50000 2 1 1 1 1 1 1');
-- both
