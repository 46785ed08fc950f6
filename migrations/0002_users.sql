-- Users: people who sign in. One user may be a member of several accounts.
create table users (
  id {id},
  name text not null,
  display_name text,
  email text not null,
  password_hash text,
  confirmed_at bigint,
  pubsub_token text not null,
  message_signature text,
  ui_settings {json} not null default '{}',
  custom_attributes {json} not null default '{}',
  type text,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index users_email on users (email);
create unique index users_pubsub_token on users (pubsub_token);

-- What a client shows to be let in as its owner.
create table access_tokens (
  id {id},
  owner_type text not null,
  owner_id bigint not null,
  token text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index access_tokens_token on access_tokens (token);
create index access_tokens_by_owner on access_tokens (owner_type, owner_id);
