-- Employers' parts: for which application, by which code they are found, whose, and how far. What was said in
-- them stands in sealed events alone.
CREATE TABLE IF NOT EXISTS permits_employer_part (
  stream_id UUID PRIMARY KEY,
  application UUID NOT NULL,
  code_hash TEXT NOT NULL,
  stage TEXT NOT NULL,
  invited_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS permits_employer_part_coded ON permits_employer_part (code_hash);
CREATE INDEX IF NOT EXISTS permits_employer_part_of ON permits_employer_part (application, invited_at, stream_id);
