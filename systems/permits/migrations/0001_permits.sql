-- Applications: whose they are and how far. What was said in them stands in sealed events alone.
CREATE TABLE IF NOT EXISTS permits_application (
  stream_id UUID PRIMARY KEY,
  owner UUID NOT NULL,
  permit TEXT NOT NULL,
  stage TEXT NOT NULL,
  begun_at TIMESTAMPTZ NOT NULL,
  changed_at TIMESTAMPTZ NOT NULL,
  case_id UUID,
  number TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS permits_application_changed ON permits_application (changed_at, stream_id);
CREATE INDEX IF NOT EXISTS permits_application_owned ON permits_application (owner, changed_at, stream_id);
CREATE INDEX IF NOT EXISTS permits_application_staged ON permits_application (stage, changed_at, stream_id);
