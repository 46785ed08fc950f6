-- How an address is doing, for each account that tells it things: a bot of the platform is told by
-- many. One that never failed has no row.
create table webhook_health (
  account_id bigint not null references accounts (id) on delete cascade,
  endpoint_kind bigint not null,
  endpoint_id bigint not null,
  -- Since when nothing has got through, and how often that was tried.
  failing_since bigint,
  failures bigint not null default 0,
  -- Until when nothing is tried.
  paused_until bigint not null default 0,
  -- Since when nothing is told to it any more, because it had failed for too long.
  disabled_at bigint,
  primary key (account_id, endpoint_kind, endpoint_id)
) {clustered};
insert into webhook_health (account_id, endpoint_kind, endpoint_id, failing_since, failures,
  paused_until, disabled_at)
select account_id, endpoint_kind, endpoint_id, failing_since, failures, paused_until, disabled_at
from webhook_endpoints;
drop table webhook_endpoints;

-- The event that is told once more, where somebody asked for that.
alter table webhook_deliveries add column repeats_event_id bigint;
