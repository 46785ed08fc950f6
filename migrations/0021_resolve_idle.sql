-- Accounts that had set after how long conversations are resolved get their task for it.
insert into jobs (kind, job_key, payload, run_at)
select 'accounts.resolve_idle', cast(id as text) || ':',
  '{"account":' || cast(id as text) || ',"task":{}}', 0
from accounts where settings ->> 'auto_resolve_after' is not null;
