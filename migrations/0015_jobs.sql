-- Jobs: work that is left for after a commit, or for a later time.
create table jobs (
  id {id},
  kind text not null,
  -- Jobs of a kind with the same key are one job.
  job_key {key},
  payload text not null,
  -- When it is due; while it runs, when it is taken for lost.
  run_at bigint not null,
  running boolean not null default false,
  -- How often it was begun. Tells an attempt from a later one of the same job.
  begun bigint not null default 0,
  -- How often it has failed since it last did what it should.
  failures bigint not null default 0,
  -- How often it was asked for. One that is asked for while it runs, runs again.
  asked bigint not null default 1,
  -- Why the latest attempt failed.
  problem text,
  -- Since when nobody tries any more.
  dead_at bigint
);
create unique index jobs_job_key on jobs (kind, job_key);
create index jobs_by_time on jobs (kind, run_at, id) where dead_at is null;
create index jobs_dead on jobs (dead_at, id) where dead_at is not null;
