-- Letters of a case. Who may see them is who may see the case.
CREATE TABLE IF NOT EXISTS letters_letter (
  stream_id UUID NOT NULL,
  letter UUID NOT NULL,
  sent_at TIMESTAMPTZ NOT NULL,
  came_back TEXT NOT NULL,
  PRIMARY KEY (stream_id, letter)
);
CREATE INDEX IF NOT EXISTS letters_letter_by_sent ON letters_letter (sent_at, letter);
