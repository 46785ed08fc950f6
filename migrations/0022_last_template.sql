-- When the product last wrote to the contact by itself: a greeting, a notice that nobody is there.
alter table conversations add column last_template_at bigint;
update conversations set last_template_at = (
  select created_at from messages
  where messages.conversation_id = conversations.id and message_type = 3
  order by id desc limit 1
);
