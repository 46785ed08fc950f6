-- Since when a campaign is being removed, with those whom it has written to. Nobody finds it any
-- more, and nothing is sent.
alter table campaigns add column doomed_at bigint;
-- The conversations that a campaign has begun, which let go of it then.
create index conversations_by_campaign on conversations (account_id, campaign_number)
  where campaign_number is not null;
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('conversations', 'conversations_by_campaign', '100000 100000 5000');
-- both
