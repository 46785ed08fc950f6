-- Since when a rule is being removed, with what it has done. Nobody finds it any more.
alter table automation_rules add column doomed_at bigint;
