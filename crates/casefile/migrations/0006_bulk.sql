-- Filters of lists that people keep under a name, for themselves or shared by a unit.
CREATE TABLE IF NOT EXISTS casefile_filter (
  stream_id UUID PRIMARY KEY,
  list TEXT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  owner UUID,
  unit TEXT NOT NULL,
  class BIGINT NOT NULL,
  compartment UUID
);
CREATE INDEX IF NOT EXISTS casefile_filter_by_owner ON casefile_filter (owner, list, unit, name, stream_id);
CREATE INDEX IF NOT EXISTS casefile_filter_by_name ON casefile_filter (name, stream_id);

-- What cases wait for, and when they were opened, for the filters of their list.
CREATE INDEX IF NOT EXISTS casefile_case_by_waiting ON casefile_case (waits_for, next_date, stream_id);
CREATE INDEX IF NOT EXISTS casefile_case_by_opening ON casefile_case (opened_at, stream_id);

-- Orders to do one thing to many cases.
CREATE TABLE IF NOT EXISTS casefile_bulk (
  stream_id UUID PRIMARY KEY,
  ordered_at TIMESTAMPTZ NOT NULL,
  ordered_by UUID NOT NULL,
  what TEXT NOT NULL,
  state TEXT NOT NULL,
  cases BIGINT NOT NULL,
  done BIGINT NOT NULL,
  skipped BIGINT NOT NULL,
  unit TEXT NOT NULL,
  class BIGINT NOT NULL,
  compartment UUID
);
CREATE INDEX IF NOT EXISTS casefile_bulk_by_time ON casefile_bulk (ordered_at, stream_id);
CREATE INDEX IF NOT EXISTS casefile_bulk_by_unit ON casefile_bulk (unit, ordered_at, stream_id);

-- What became of each case of an order. The stream is the portion of the order that the case is in.
CREATE TABLE IF NOT EXISTS casefile_bulk_case (
  stream_id UUID NOT NULL,
  place BIGINT NOT NULL,
  bulk UUID NOT NULL,
  case_id UUID NOT NULL,
  result TEXT NOT NULL,
  had UUID,
  gets UUID,
  PRIMARY KEY (stream_id, place)
);
CREATE INDEX IF NOT EXISTS casefile_bulk_case_in_order ON casefile_bulk_case (bulk, place);
