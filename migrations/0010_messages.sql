-- Messages: what was said, noted, or noted down by the product itself.
create table messages (
  id {id},
  account_id bigint not null,
  inbox_id bigint not null,
  conversation_id bigint not null references conversations (id) on delete cascade,
  message_type bigint not null,
  content_type bigint not null default 0,
  status bigint not null default 0,
  private boolean not null default false,
  content text,
  -- Null when it is the content itself.
  processed_message_content text,
  source_id text,
  sender_type text,
  sender_id bigint,
  content_attributes {json} not null default '{}',
  additional_attributes {json} not null default '{}',
  external_source_ids {json} not null default '{}',
  created_at bigint not null,
  updated_at bigint not null
);
create index messages_by_conversation on messages (conversation_id, id);
create index messages_by_source on messages (source_id, conversation_id)
  where source_id is not null;
