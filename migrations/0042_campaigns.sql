-- Campaigns: what is said first, to visitors of a website or at a time to many contacts.
create table campaigns (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  -- The number that clients know it by.
  display_id bigint not null,
  inbox_id bigint not null references inboxes (id) on delete cascade,
  sender_id bigint,
  campaign_type bigint not null,
  title text not null,
  description text,
  message text not null,
  status bigint not null default 0,
  enabled boolean not null default true,
  trigger_only_during_business_hours boolean not null default false,
  -- When one that is sent once is due.
  scheduled_at bigint,
  audience {json} not null,
  trigger_rules {json} not null,
  template_params {json},
  -- Why nobody was written to, if that was so.
  problem text,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index campaigns_display_id on campaigns (account_id, display_id);
create index campaigns_by_inbox on campaigns (inbox_id, id);
alter table account_sequences add column campaigns bigint not null default 0;
