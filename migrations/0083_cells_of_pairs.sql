-- What is told of two things at once, as far as an account was counted: how fast inboxes were first
-- answered (dimension 6: an inbox and one of five), which conversations of them carry a tag
-- (dimension 7: an inbox and a tag), and what was said how many days after they began (dimension 8).
-- The last two are counted by days alone.
insert into report_cells (
  account_id, dimension, span, dimension_id, start, incoming, outgoing, conversations,
  first_responses, first_response_time, first_response_open_time,
  replies, reply_time, reply_open_time,
  resolutions, resolution_time, resolution_open_time, bot_resolutions, bot_handoffs
)
select account_id, 6, span, inbox_id * 5 + pace, start, 0, 0, 0,
  count(*), cast(sum(value) as bigint), cast(sum(value_in_business_hours) as bigint),
  0, 0, 0, 0, 0, 0, 0, 0
from (
  select reporting_events.account_id, spans.span, inbox_id, created_at / spans.length as start,
    case when value < 3600 then 0 when value < 14400 then 1 when value < 28800 then 2
      when value < 86400 then 3 else 4 end as pace,
    value, value_in_business_hours
  from report_seals
  join reporting_events on reporting_events.account_id = report_seals.account_id
    and reporting_events.created_at < report_seals.sealed_until and reporting_events.name = 0
  cross join (select 0 as span, 900000000 as length union all select 1, 86400000000) as spans
) as answered
group by account_id, span, inbox_id, pace, start
union all
select conversations.account_id, 7, 1, inbox_id * 2147483648 + tag_id,
  created_at / 86400000000, 0, 0, count(*), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
from report_seals
join conversations on conversations.account_id = report_seals.account_id
  and conversations.created_at < report_seals.sealed_until
join conversation_labels on conversation_labels.conversation_id = conversations.id
group by conversations.account_id, inbox_id, tag_id, created_at / 86400000000
union all
select account_id, 8, 1, inbox_id * 100000 + days, start, 0, count(*), 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
from (
  select conversations.account_id, conversations.inbox_id,
    conversations.created_at / 86400000000 as start,
    case when messages.created_at > conversations.created_at
      then messages.created_at / 86400000000 - conversations.created_at / 86400000000
      else 0 end as days
  from report_seals
  join conversations on conversations.account_id = report_seals.account_id
  join messages on messages.conversation_id = conversations.id and messages.message_type = 1
    and messages.created_at < report_seals.sealed_until
) as said
group by account_id, inbox_id, days, start;
