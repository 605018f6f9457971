-- How long cases that were decided took: for whoever asks how long theirs will take. Protected cases are not
-- among them.
CREATE TABLE IF NOT EXISTS casefile_lasted (
  stream_id UUID PRIMARY KEY,
  case_type TEXT NOT NULL,
  closed_at TIMESTAMPTZ NOT NULL,
  days BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS casefile_lasted_lately ON casefile_lasted (case_type, closed_at, stream_id, days);
