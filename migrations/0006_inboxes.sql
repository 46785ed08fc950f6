-- Inboxes: where conversations come in. Each has one channel, kept in a table of its type.
create table inboxes (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  channel_type text not null,
  channel_id bigint not null,
  name text not null,
  enable_auto_assignment boolean not null default true,
  greeting_enabled boolean not null default false,
  greeting_message text,
  working_hours_enabled boolean not null default false,
  out_of_office_message text,
  timezone text not null default 'UTC',
  enable_email_collect boolean not null default true,
  csat_survey_enabled boolean not null default false,
  csat_config {json} not null default '{}',
  allow_messages_after_resolved boolean not null default true,
  auto_assignment_config {json} not null default '{}',
  lock_to_single_conversation boolean not null default false,
  portal_id bigint,
  sender_name_type bigint not null default 0,
  business_name text,
  created_at bigint not null,
  updated_at bigint not null
);
create index inboxes_by_account on inboxes (account_id, id);

create table api_channels (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  webhook_url text,
  identifier text not null,
  hmac_token text not null,
  hmac_mandatory boolean not null default false,
  secret text not null,
  additional_attributes {json} not null default '{}',
  created_at bigint not null,
  updated_at bigint not null
);
create unique index api_channels_identifier on api_channels (identifier);
create unique index api_channels_hmac_token on api_channels (hmac_token);

create table inbox_members (
  inbox_id bigint not null references inboxes (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  created_at bigint not null,
  primary key (inbox_id, user_id)
) {clustered};
create index inbox_members_by_user on inbox_members (user_id, inbox_id);

create table working_hours (
  inbox_id bigint not null references inboxes (id) on delete cascade,
  day_of_week bigint not null,
  closed_all_day boolean not null default false,
  open_all_day boolean not null default false,
  open_hour bigint,
  open_minutes bigint,
  close_hour bigint,
  close_minutes bigint,
  primary key (inbox_id, day_of_week)
) {clustered};
