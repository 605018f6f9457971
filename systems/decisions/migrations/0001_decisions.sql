-- Decisions and letters, from draft to service.
CREATE TABLE IF NOT EXISTS decisions_decision (
  stream_id UUID NOT NULL,
  case_id UUID NOT NULL,
  letter TEXT NOT NULL,
  stage TEXT NOT NULL,
  automatic TEXT NOT NULL,
  begun_at TIMESTAMPTZ NOT NULL,
  given_at TIMESTAMPTZ,
  mode TEXT NOT NULL,
  service TEXT NOT NULL,
  served_on DATE,
  appeal_until DATE,
  PRIMARY KEY (stream_id)
);
CREATE INDEX IF NOT EXISTS decisions_decision_by_time ON decisions_decision (begun_at, stream_id);
CREATE INDEX IF NOT EXISTS decisions_decision_by_stage ON decisions_decision (stage, begun_at, stream_id);
CREATE INDEX IF NOT EXISTS decisions_decision_of_case ON decisions_decision (case_id, begun_at, stream_id);
CREATE INDEX IF NOT EXISTS decisions_decision_by_letter ON decisions_decision (letter, begun_at, stream_id);
CREATE INDEX IF NOT EXISTS decisions_decision_by_service ON decisions_decision (service, begun_at, stream_id);
