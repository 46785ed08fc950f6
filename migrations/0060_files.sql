-- Files, as they are kept: one row for each, whoever it belongs to in the end.
create table blobs (
  id {id},
  -- Null for what belongs to a user, whatever their accounts. Whoever removes an account has its
  -- files removed first, since their bytes are somewhere else.
  account_id bigint references accounts (id),
  -- What it is called where its bytes are.
  key {key} not null,
  filename text not null,
  content_type text not null,
  byte_size bigint not null,
  checksum text not null,
  width bigint,
  height bigint,
  metadata {json} not null default '{}',
  -- A small picture of this one, once somebody has asked for it.
  thumbnail_id bigint,
  -- Whether its bytes have arrived.
  stored boolean not null default false,
  -- When it goes, if nobody needs it by then. Null while somebody does.
  doomed_at bigint,
  created_at bigint not null
);
create unique index blobs_key on blobs (key);
create index blobs_by_doom on blobs (doomed_at, id) where doomed_at is not null;
create index blobs_by_account on blobs (account_id, id) where account_id is not null;

-- Attachments: the files of a message.
create table attachments (
  id {id},
  account_id bigint not null,
  conversation_id bigint not null references conversations (id) on delete cascade,
  message_id bigint not null references messages (id) on delete cascade,
  blob_id bigint not null references blobs (id),
  file_type bigint not null,
  created_at bigint not null
);
create unique index attachments_blob_id on attachments (blob_id);
create index attachments_by_message on attachments (message_id, id);
create index attachments_by_conversation on attachments (conversation_id, id);

-- Whether there are any, so that nobody looks for those of messages that have none.
alter table messages add column has_attachments boolean not null default false;

-- Pictures of whoever and whatever has one: the ids of their blobs.
alter table users add column avatar_id bigint;
alter table contacts add column avatar_id bigint;
-- The address that the picture of a contact was fetched from, if it was.
alter table contacts add column avatar_source text;
alter table inboxes add column avatar_id bigint;
alter table agent_bots add column avatar_id bigint;
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('blobs', 'blobs_key', '2000000 1'),
  ('blobs', 'blobs_by_doom', '1000 2 1'),
  ('blobs', 'blobs_by_account', '2000000 2000000 1'),
  ('attachments', 'attachments_blob_id', '1500000 1'),
  ('attachments', 'attachments_by_message', '1500000 2 1'),
  ('attachments', 'attachments_by_conversation', '1500000 4 1');
-- both
