-- Notifications: what a member is told of, and has read or put off.
create table notifications (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  -- The event that it tells of. A member is told of an event once.
  event_id bigint not null,
  notification_type bigint not null,
  conversation_id bigint not null references conversations (id) on delete cascade,
  secondary_actor_type text,
  secondary_actor_id bigint,
  read_at bigint,
  snoozed_until bigint,
  last_activity_at bigint not null,
  meta {json} not null default '{}',
  created_at bigint not null,
  updated_at bigint not null
);
create unique index notifications_user_id on notifications (event_id, user_id);
create index notifications_by_activity
  on notifications (user_id, account_id, last_activity_at, id);
create index notifications_by_conversation on notifications (conversation_id, user_id);

-- What a member wishes to be told by mail and on their devices: a bit for each type.
alter table account_users add column email_flags bigint not null default 2;
alter table account_users add column push_flags bigint not null default 2;

-- The browsers and devices of users. One that somebody else signs in with is theirs then.
create table notification_subscriptions (
  id {id},
  user_id bigint not null references users (id) on delete cascade,
  subscription_type bigint not null,
  subscription_attributes {json} not null,
  identifier text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index notification_subscriptions_identifier
  on notification_subscriptions (identifier);
create index notification_subscriptions_by_user on notification_subscriptions (user_id, id);
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('notifications', 'notifications_user_id', '1000000 2 1'),
  ('notifications', 'notifications_by_activity', '1000000 200 200 2 1'),
  ('notifications', 'notifications_by_conversation', '1000000 2 1'),
  ('notification_subscriptions', 'notification_subscriptions_identifier', '20000 1'),
  ('notification_subscriptions', 'notification_subscriptions_by_user', '20000 2 1');
-- both
