-- What lists show of each record; written by the kernel from the folded state.
CREATE TABLE IF NOT EXISTS @name@_record (
  stream_id UUID PRIMARY KEY,
  title TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS @name@_record_by_title ON @name@_record (title, stream_id);
