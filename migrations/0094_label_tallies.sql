-- How many conversations carry a tag, by where they are. Inbox 0 stands for all of them,
-- assignee 0 for nobody.
create table label_tallies (
  tag_id bigint not null references tags (id) on delete cascade,
  status bigint not null,
  inbox_id bigint not null,
  assignee_id bigint not null,
  count bigint not null,
  primary key (tag_id, status, inbox_id, assignee_id)
) {clustered};

insert into label_tallies (tag_id, status, inbox_id, assignee_id, count)
select conversation_labels.tag_id, conversations.status, conversations.inbox_id * sides.side,
  coalesce(conversations.assignee_id, 0), count(*)
from conversation_labels
join conversations on conversations.id = conversation_labels.conversation_id
cross join (select 0 as side union all select 1) as sides
group by conversation_labels.tag_id, conversations.status, conversations.inbox_id * sides.side,
  coalesce(conversations.assignee_id, 0);
