-- When a bot had resolved the same conversation before: reports count each conversation once.
alter table reporting_events add column previous_at bigint;
update reporting_events set previous_at = (
  select max(earlier.created_at) from reporting_events earlier
  where earlier.conversation_id = reporting_events.conversation_id and earlier.name = 4 and (
    earlier.created_at < reporting_events.created_at
    or earlier.created_at = reporting_events.created_at and earlier.id < reporting_events.id)
) where name = 4;
create index reporting_events_repeated on reporting_events (account_id, created_at, previous_at)
  where previous_at is not null;
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('reporting_events', 'reporting_events_repeated', '10000 10000 2 1');
-- both
