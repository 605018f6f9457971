-- Cases that came to their end by a decision: of which kind and unit, and how much of a person it took.
CREATE TABLE IF NOT EXISTS decisions_settled (
  stream_id UUID NOT NULL,
  case_type TEXT NOT NULL,
  unit TEXT NOT NULL,
  processing TEXT NOT NULL,
  settled_on DATE NOT NULL,
  PRIMARY KEY (stream_id)
);
CREATE INDEX IF NOT EXISTS decisions_settled_counted ON decisions_settled (unit, settled_on, case_type, processing);
