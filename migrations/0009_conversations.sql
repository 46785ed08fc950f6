-- Conversations: what is said between a contact and the account, in one inbox.
create table conversations (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  display_id bigint not null,
  uuid text not null,
  inbox_id bigint not null references inboxes (id),
  contact_id bigint not null references contacts (id),
  contact_inbox_id bigint not null references contact_inboxes (id),
  status bigint not null,
  priority bigint,
  assignee_id bigint references users (id),
  team_id bigint references teams (id),
  identifier text,
  additional_attributes {json} not null default '{}',
  custom_attributes {json} not null default '{}',
  snoozed_until bigint,
  waiting_since bigint,
  first_reply_created_at bigint,
  last_activity_at bigint not null,
  contact_last_seen_at bigint,
  agent_last_seen_at bigint,
  assignee_last_seen_at bigint,
  -- Kept with every message, so that lists never look for them.
  last_message_id bigint,
  last_non_activity_message_id bigint,
  last_incoming_at bigint,
  unread_count bigint not null default 0,
  -- Messages since the conversation was last silent for a minute.
  burst_count bigint not null default 0,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index conversations_display_id on conversations (account_id, display_id);
create unique index conversations_uuid on conversations (uuid);
create index conversations_by_activity
  on conversations (account_id, status, last_activity_at, id);
create index conversations_by_assignee
  on conversations (account_id, assignee_id, status, last_activity_at, id);
create index conversations_by_inbox on conversations (inbox_id, status, last_activity_at, id);
create index conversations_by_team on conversations (team_id, status, last_activity_at, id)
  where team_id is not null;
create index conversations_by_contact on conversations (contact_id, id);
create index conversations_by_contact_inbox on conversations (contact_inbox_id, id);

-- How many conversations there are, by what lists are filtered by. Inbox and team 0 are
-- the sums over all of them; assignee 0 is nobody.
create table conversation_tallies (
  account_id bigint not null references accounts (id) on delete cascade,
  status bigint not null,
  inbox_id bigint not null,
  team_id bigint not null,
  assignee_id bigint not null,
  count bigint not null,
  primary key (account_id, status, inbox_id, team_id, assignee_id)
) {clustered};

create table conversation_labels (
  conversation_id bigint not null references conversations (id) on delete cascade,
  tag_id bigint not null references tags (id) on delete cascade,
  position bigint not null,
  primary key (conversation_id, tag_id)
) {clustered};
create index conversation_labels_by_tag on conversation_labels (tag_id, conversation_id);

create table conversation_participants (
  conversation_id bigint not null references conversations (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  created_at bigint not null,
  primary key (conversation_id, user_id)
) {clustered};
create index conversation_participants_by_user
  on conversation_participants (user_id, conversation_id);

create table conversation_mentions (
  conversation_id bigint not null references conversations (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  created_at bigint not null,
  primary key (conversation_id, user_id)
) {clustered};
create index conversation_mentions_by_user on conversation_mentions (user_id, conversation_id);
