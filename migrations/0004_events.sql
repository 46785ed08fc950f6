-- Events: what happened, in the order of the changes that they describe.
create table events (
  id {id},
  account_id bigint not null,
  name text not null,
  conversation_id bigint,
  message_id bigint,
  contact_id bigint,
  subject_id bigint,
  actor_type text,
  actor_id bigint,
  changes {json} not null,
  created_at bigint not null
);
create index events_by_account on events (account_id, id);
