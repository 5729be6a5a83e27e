-- The documents of the archive. Run at each start, so every statement must bear being run again.

create table if not exists document (
  id         uuid primary key,
  -- The order in which the rows came, for documents of the same instant.
  number     bigint generated always as identity,
  name       varchar(255) not null,
  type       varchar(127) not null,
  size       bigint not null,
  sha256     char(64) not null,
  -- Where the item is: the three numbers of its location are file_index, position and size.
  file_index integer not null,
  position   bigint not null,
  stored_at  timestamp(6) with time zone not null,
  -- When the item was pruned. The row stays, to show what has been there.
  gone_at    timestamp(6) with time zone
);

create index if not exists document_by_place on document (file_index, position);
create index if not exists document_by_age on document (stored_at, number);
