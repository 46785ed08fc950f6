-- Webhooks: addresses that are told of events.
create table webhooks (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  inbox_id bigint references inboxes (id) on delete cascade,
  name text,
  url text not null,
  subscriptions {json} not null,
  secret text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index webhooks_url on webhooks (account_id, url);
