-- Rulings on cases. `rules` holds the rows of the tables that answered, one byte a decision.
CREATE TABLE IF NOT EXISTS automation_ruling (
  stream_id UUID NOT NULL,
  ruling UUID NOT NULL,
  case_type TEXT NOT NULL,
  rule_set TEXT NOT NULL,
  hash TEXT NOT NULL,
  outcome TEXT NOT NULL,
  class TEXT NOT NULL,
  given_at TIMESTAMPTZ NOT NULL,
  given_on DATE NOT NULL,
  review TEXT NOT NULL,
  rules BYTEA NOT NULL,
  PRIMARY KEY (stream_id, ruling)
);
CREATE INDEX IF NOT EXISTS automation_ruling_by_time ON automation_ruling (given_at, ruling);
CREATE INDEX IF NOT EXISTS automation_ruling_of_rules ON automation_ruling (rule_set, given_at, ruling);
CREATE INDEX IF NOT EXISTS automation_ruling_by_outcome ON automation_ruling (outcome, given_at, ruling);
CREATE INDEX IF NOT EXISTS automation_ruling_counted ON automation_ruling (given_on, rule_set, outcome);
CREATE INDEX IF NOT EXISTS automation_ruling_to_review ON automation_ruling (review, given_at, ruling);

-- Why a person decides, one row a reason.
CREATE TABLE IF NOT EXISTS automation_reason (
  stream_id UUID NOT NULL,
  ruling UUID NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  rule_set TEXT NOT NULL,
  given_on DATE NOT NULL,
  PRIMARY KEY (stream_id, ruling, reason, detail)
);
CREATE INDEX IF NOT EXISTS automation_reason_counted ON automation_reason (rule_set, given_on, reason, detail);
