-- Which officials are away, and who covers for them.
CREATE TABLE IF NOT EXISTS casefile_absence (
  stream_id UUID PRIMARY KEY,
  absent_from DATE NOT NULL,
  absent_until DATE NOT NULL,
  cover UUID
);
CREATE INDEX IF NOT EXISTS casefile_absence_by_end ON casefile_absence (absent_until, stream_id);

-- What each official has of a unit's cases.
CREATE INDEX IF NOT EXISTS casefile_case_held ON casefile_case (unit, status, handler, next_date);
