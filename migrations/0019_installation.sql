-- What belongs to the installation as a whole, such as keys that it has made for itself.
create table installation_values (
  name text primary key,
  value text not null,
  created_at bigint not null
);
