-- Channels of websites: the chat that a page shows.
create table website_channels (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  -- Public: what the page names the inbox by.
  website_token {key} not null,
  website_url text not null,
  widget_color text not null,
  welcome_title text,
  welcome_tagline text,
  reply_time bigint not null default 0,
  pre_chat_form_enabled boolean not null default false,
  pre_chat_form_options {json} not null,
  continuity_via_email boolean not null default true,
  hmac_token {key} not null,
  hmac_mandatory boolean not null default false,
  allowed_domains text not null default '',
  -- What the chat offers: a bit for each.
  features bigint not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index website_channels_website_token on website_channels (website_token);
create unique index website_channels_hmac_token on website_channels (hmac_token);
create index website_channels_by_account on website_channels (account_id, id);

-- Channels of mailboxes. Passwords are in `secrets`, encrypted.
create table email_channels (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  email {key} not null,
  -- What stands before the @ in the address that mails may be forwarded to.
  forward_key {key} not null,
  imap_enabled boolean not null default false,
  imap_login text not null default '',
  imap_address text not null default '',
  imap_port bigint not null default 0,
  imap_enable_ssl boolean not null default true,
  smtp_enabled boolean not null default false,
  smtp_login text not null default '',
  smtp_address text not null default '',
  smtp_port bigint not null default 0,
  smtp_domain text not null default '',
  smtp_enable_ssl_tls boolean not null default false,
  smtp_enable_starttls_auto boolean not null default true,
  smtp_openssl_verify_mode bigint not null default 0,
  smtp_authentication bigint not null default 0,
  verified_for_sending boolean not null default false,
  secrets text,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index email_channels_email on email_channels (email);
create unique index email_channels_forward_key on email_channels (forward_key);
create index email_channels_by_account on email_channels (account_id, id);

-- Channels of other services: what each of them is, and what it is known by there.
create table network_channels (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  network bigint not null,
  -- A telephone number, or the id of a page, a bot or a service. Only one channel has it.
  address {key},
  -- What members are shown of it.
  settings {json} not null default '{}',
  secrets text,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index network_channels_address on network_channels (network, address);
create index network_channels_by_account on network_channels (account_id, id);

-- Who runs what is behind the channel, where that differs.
alter table inboxes add column provider text;
