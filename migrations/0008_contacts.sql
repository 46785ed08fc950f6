-- Contacts: the people who write in.
create table contacts (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  name text not null default '',
  -- The name without regard to case, for sorting.
  name_key {key} not null default '',
  email {key},
  phone_number {key},
  identifier {key},
  contact_type bigint not null default 0,
  blocked boolean not null default false,
  additional_attributes {json} not null default '{}',
  custom_attributes {json} not null default '{}',
  last_activity_at bigint,
  -- Whether there is an e-mail address, a telephone number or an identifier.
  resolved boolean not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index contacts_email on contacts (account_id, email);
create unique index contacts_phone_number on contacts (account_id, phone_number);
create unique index contacts_identifier on contacts (account_id, identifier);
create index contacts_by_name on contacts (account_id, resolved, name_key, id);
create index contacts_by_activity on contacts (account_id, resolved, last_activity_at, id);
create index contacts_by_creation on contacts (account_id, resolved, created_at, id);

-- How many contacts an account has, so that a page of them need not count.
create table contact_tallies (
  account_id bigint not null references accounts (id) on delete cascade,
  resolved boolean not null,
  count bigint not null,
  primary key (account_id, resolved)
) {clustered};

-- Pieces of two and three characters of what a contact is searched by.
-- sqlite
create virtual table contact_grams using fts5(
  grams, content='', contentless_delete=1, detail=none,
  tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co Cn'"
);
-- postgres
create table contact_grams (
  contact_id bigint primary key references contacts (id) on delete cascade,
  grams text[] not null
);
create index contact_grams_by_gram on contact_grams using gin (grams);
-- both

create table contact_labels (
  contact_id bigint not null references contacts (id) on delete cascade,
  tag_id bigint not null references tags (id) on delete cascade,
  position bigint not null,
  primary key (contact_id, tag_id)
) {clustered};
create index contact_labels_by_tag on contact_labels (tag_id, contact_id);

-- How a contact is known in an inbox.
create table contact_inboxes (
  id {id},
  contact_id bigint not null references contacts (id) on delete cascade,
  inbox_id bigint not null references inboxes (id) on delete cascade,
  source_id {key} not null,
  hmac_verified boolean not null default false,
  pubsub_token text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index contact_inboxes_source_id on contact_inboxes (inbox_id, source_id);
create unique index contact_inboxes_pubsub_token on contact_inboxes (pubsub_token);
create index contact_inboxes_by_contact on contact_inboxes (contact_id, id);
