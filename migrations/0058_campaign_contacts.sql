-- How far a campaign that is sent once has come.
alter table campaigns add column begun_at bigint;
alter table campaigns add column finished_at bigint;
-- The contact up to whom it has come, in the order of their ids.
alter table campaigns add column reached_to bigint not null default 0;
alter table campaigns add column written bigint not null default 0;
alter table campaigns add column skipped bigint not null default 0;

-- Whom a campaign that is under way has written to. When it is over, nobody asks any more.
create table campaign_contacts (
  campaign_id bigint not null references campaigns (id) on delete cascade,
  contact_id bigint not null references contacts (id) on delete cascade,
  primary key (campaign_id, contact_id)
) {clustered};
create index campaign_contacts_by_contact on campaign_contacts (contact_id);
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('campaign_contacts', 'campaign_contacts', '100000 10000 1'),
  ('campaign_contacts', 'campaign_contacts_by_contact', '100000 2');
-- both
