-- What a conversation was that is gone: events about it name it by its row alone.
create index events_of_gone on events (conversation_id) where name = 'conversation.deleted';
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values ('events', 'events_of_gone', '10000 1');
-- both
