-- Exercises of light processing: which, and whether its fault was found, by unit.
CREATE TABLE IF NOT EXISTS decisions_exercise (
  stream_id UUID NOT NULL,
  unit TEXT NOT NULL,
  exercise TEXT NOT NULL,
  met_on DATE NOT NULL,
  ended_how TEXT NOT NULL,
  PRIMARY KEY (stream_id)
);
CREATE INDEX IF NOT EXISTS decisions_exercise_of_unit ON decisions_exercise (unit, met_on, stream_id);
