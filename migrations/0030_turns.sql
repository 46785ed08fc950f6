-- Whose turn it is: of the members of an inbox who can be given a conversation, the one with
-- the lowest number is next. It becomes the highest when they are given one.
alter table inbox_members add column turn bigint not null default 0;

-- Open conversations that nobody has.
create index conversations_waiting on conversations (inbox_id, id)
  where status = 0 and assignee_id is null;
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('conversations', 'conversations_waiting', '20000 2000 1');
-- both
