-- When a job that runs is wanted once more, if it was asked for meanwhile.
alter table jobs add column wanted_at bigint;
