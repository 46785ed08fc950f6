-- The first of those notifications of the conversation that its owner had not read either, nor put
-- off, when this one took their place. What they wish to be told of elsewhere is told of them, too.
alter table notifications add column since_id bigint;
