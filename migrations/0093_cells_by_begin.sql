-- How long things took, by tag and by when the conversations began of which it was measured
-- (dimension 5), as far as an account was counted.
insert into report_cells (
  account_id, dimension, span, dimension_id, start, incoming, outgoing, conversations,
  first_responses, first_response_time, first_response_open_time,
  replies, reply_time, reply_open_time,
  resolutions, resolution_time, resolution_open_time, bot_resolutions, bot_handoffs
)
select conversations.account_id, 5, spans.span, conversation_labels.tag_id,
  conversations.created_at / spans.length, 0, 0, 0,
  count(case when name = 0 then 1 end),
  cast(sum(case when name = 0 then value else 0 end) as bigint),
  cast(sum(case when name = 0 then value_in_business_hours else 0 end) as bigint),
  count(case when name = 1 then 1 end),
  cast(sum(case when name = 1 then value else 0 end) as bigint),
  cast(sum(case when name = 1 then value_in_business_hours else 0 end) as bigint),
  count(case when name = 2 then 1 end),
  cast(sum(case when name = 2 then value else 0 end) as bigint),
  cast(sum(case when name = 2 then value_in_business_hours else 0 end) as bigint),
  0, 0
from report_seals
join conversations on conversations.account_id = report_seals.account_id
join conversation_labels on conversation_labels.conversation_id = conversations.id
join reporting_events on reporting_events.conversation_id = conversations.id
  and reporting_events.created_at < report_seals.sealed_until and reporting_events.name in (0, 1, 2)
cross join (select 0 as span, 900000000 as length union all select 1, 86400000000) as spans
group by conversations.account_id, spans.span, conversation_labels.tag_id,
  conversations.created_at / spans.length;
