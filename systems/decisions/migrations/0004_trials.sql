-- Changes of letters that were tried on decisions: who, on how many, what became of them.
CREATE TABLE IF NOT EXISTS decisions_trial (
  stream_id UUID NOT NULL,
  ordered_at TIMESTAMPTZ NOT NULL,
  ordered_by UUID NOT NULL,
  decisions BIGINT NOT NULL,
  same BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  stage TEXT NOT NULL,
  PRIMARY KEY (stream_id)
);
CREATE INDEX IF NOT EXISTS decisions_trial_newest ON decisions_trial (ordered_at, stream_id);
