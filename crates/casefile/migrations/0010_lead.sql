-- What a lead counts: the open cases of a unit with all that is asked of them, those opened in some
-- days, and those closed.
CREATE INDEX IF NOT EXISTS casefile_case_in_work ON casefile_case (unit, class, compartment, handler, case_type, status_word, waits_for, next_date, legal_date, opened_at, changed_at) WHERE status = 'open';
CREATE INDEX IF NOT EXISTS casefile_case_opened ON casefile_case (unit, opened_at, class, compartment);
CREATE TABLE IF NOT EXISTS casefile_closed (
  stream_id UUID PRIMARY KEY,
  unit TEXT NOT NULL,
  closed_at TIMESTAMPTZ NOT NULL,
  class BIGINT NOT NULL,
  compartment UUID
);
CREATE INDEX IF NOT EXISTS casefile_closed_by_time ON casefile_closed (unit, closed_at, class, compartment);
CREATE INDEX IF NOT EXISTS casefile_closed_by_day ON casefile_closed (closed_at, stream_id);
