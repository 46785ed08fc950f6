-- The newest message of a conversation that its contact can see, kept with every message.
alter table conversations add column last_public_message_id bigint;
update conversations set last_public_message_id = (
  select id from messages where messages.conversation_id = conversations.id
    and not messages.private and messages.message_type <> 2
  order by id desc limit 1
);
