-- By which campaign a conversation was begun: its number in the account.
alter table conversations add column campaign_number bigint;
