-- Light processing: how long officials had cases before them and how that ended, by unit.
CREATE TABLE IF NOT EXISTS decisions_sitting (
  stream_id UUID NOT NULL,
  n BIGINT NOT NULL,
  unit TEXT NOT NULL,
  opened_at TIMESTAMPTZ NOT NULL,
  ended_on DATE,
  ended_how TEXT NOT NULL,
  seconds BIGINT NOT NULL,
  points BIGINT NOT NULL,
  followed BIGINT NOT NULL,
  PRIMARY KEY (stream_id, n)
);
CREATE INDEX IF NOT EXISTS decisions_sitting_of_unit ON decisions_sitting (unit, ended_on, stream_id, n);
