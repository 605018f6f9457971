-- Cases that wait for identity, and those that did. Who somebody is stands here as keyed hashes alone.
CREATE TABLE IF NOT EXISTS identity_step (
  stream_id UUID PRIMARY KEY,
  state TEXT NOT NULL,
  last_day DATE NOT NULL,
  next_day DATE NOT NULL
);
CREATE INDEX IF NOT EXISTS identity_step_by_state ON identity_step (state, last_day, stream_id);
CREATE INDEX IF NOT EXISTS identity_step_due ON identity_step (next_day, stream_id);
CREATE TABLE IF NOT EXISTS identity_key (
  stream_id UUID NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (stream_id, hash)
);
CREATE INDEX IF NOT EXISTS identity_key_by_hash ON identity_key (hash, stream_id);
-- Where applicants mean to come.
CREATE TABLE IF NOT EXISTS identity_visit (
  stream_id UUID PRIMARY KEY,
  case_id UUID NOT NULL,
  place TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS identity_visit_by_place ON identity_visit (place, case_id);
CREATE INDEX IF NOT EXISTS identity_visit_of_case ON identity_visit (case_id);
-- What is in the vault, without the thing itself.
CREATE TABLE IF NOT EXISTS identity_capture (
  stream_id UUID PRIMARY KEY,
  case_id UUID NOT NULL,
  what TEXT NOT NULL,
  quality BIGINT NOT NULL,
  kept_at TIMESTAMPTZ NOT NULL,
  erase_on DATE NOT NULL
);
CREATE INDEX IF NOT EXISTS identity_capture_by_time ON identity_capture (kept_at, stream_id);
CREATE INDEX IF NOT EXISTS identity_capture_due ON identity_capture (erase_on, stream_id);
CREATE INDEX IF NOT EXISTS identity_capture_of_case ON identity_capture (case_id, kept_at, stream_id);
