-- Exact keys of persons: name and year of birth, numbers of documents. Of persons of a protected
-- class there are keyed hashes of document numbers alone.
CREATE TABLE IF NOT EXISTS casefile_person_key (
  stream_id UUID NOT NULL,
  key TEXT NOT NULL,
  class BIGINT NOT NULL,
  PRIMARY KEY (stream_id, key)
);
CREATE INDEX IF NOT EXISTS casefile_person_by_key ON casefile_person_key (key, class, stream_id);

-- Pairs of persons about whom somebody is still to decide whether they are one.
CREATE TABLE IF NOT EXISTS casefile_person_pair (
  stream_id UUID NOT NULL,
  other UUID NOT NULL,
  verdict TEXT NOT NULL,
  judged_at TIMESTAMPTZ NOT NULL,
  unit TEXT NOT NULL,
  class BIGINT NOT NULL,
  compartment UUID,
  PRIMARY KEY (stream_id, other)
);
CREATE INDEX IF NOT EXISTS casefile_person_pair_by_time ON casefile_person_pair (judged_at, stream_id, other);
