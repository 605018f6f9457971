-- What each official knows: codes of competences, with spaces between them.
CREATE TABLE IF NOT EXISTS casefile_official (
  stream_id UUID PRIMARY KEY,
  competences TEXT NOT NULL
);
