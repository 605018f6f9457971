-- The recorded events, and one row a stream with its version and the hash of its last event.
CREATE TABLE IF NOT EXISTS stream (
  stream_id UUID PRIMARY KEY,
  kind TEXT NOT NULL,
  version BIGINT NOT NULL,
  head BYTEA NOT NULL
);

CREATE TABLE IF NOT EXISTS event (
  stream_id UUID NOT NULL,
  version BIGINT NOT NULL,
  id UUID NOT NULL,
  kind TEXT NOT NULL,
  schema_version BIGINT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  actor UUID NOT NULL,
  on_behalf_of UUID,
  act TEXT NOT NULL,
  cause TEXT NOT NULL,
  basis TEXT NOT NULL,
  body TEXT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (stream_id, version)
);

-- Values that at most one stream may hold.
CREATE TABLE IF NOT EXISTS claim (
  value TEXT NOT NULL,
  kind TEXT NOT NULL,
  stream_id UUID NOT NULL,
  PRIMARY KEY (value, kind)
);

-- Commands done, by the token of their form or request.
CREATE TABLE IF NOT EXISTS command (
  id UUID PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL,
  actor UUID NOT NULL,
  act TEXT NOT NULL,
  stream_id UUID NOT NULL,
  version BIGINT NOT NULL
);

-- Events that a reaction has still to hear of: a queue, not a log.
CREATE TABLE IF NOT EXISTS outbox (
  stream_id UUID NOT NULL,
  version BIGINT NOT NULL,
  reaction TEXT NOT NULL,
  due TIMESTAMPTZ NOT NULL,
  attempts BIGINT NOT NULL,
  trouble TEXT NOT NULL,
  PRIMARY KEY (stream_id, version, reaction)
);
CREATE INDEX IF NOT EXISTS outbox_due ON outbox (due, stream_id, version);

-- Work to be done later.
CREATE TABLE IF NOT EXISTS job (
  id UUID PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL,
  due TIMESTAMPTZ NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  created_by UUID NOT NULL,
  attempts BIGINT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  trouble TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS job_due ON job (state, due);
CREATE INDEX IF NOT EXISTS job_by ON job (created_by, created_at);

-- A periodic job is claimed once for each time it falls due.
CREATE TABLE IF NOT EXISTS periodic (
  name TEXT NOT NULL,
  due TIMESTAMPTZ NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (name, due)
);

-- Who looked and who did: one chain a writer.
CREATE TABLE IF NOT EXISTS audit (
  lane UUID NOT NULL,
  seq BIGINT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  actor UUID NOT NULL,
  session UUID,
  kind TEXT NOT NULL,
  act TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject UUID,
  detail TEXT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (lane, seq)
);
CREATE INDEX IF NOT EXISTS audit_subject ON audit (subject, at);
CREATE INDEX IF NOT EXISTS audit_actor ON audit (actor, at);
CREATE INDEX IF NOT EXISTS audit_at ON audit (at, lane, seq);

-- Nightly signed root over the ends of all chains that moved; its run names the ends it covers.
CREATE TABLE IF NOT EXISTS checkpoint (
  n BIGINT PRIMARY KEY,
  run UUID NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  leaves BIGINT NOT NULL,
  root BYTEA NOT NULL,
  public_key BYTEA NOT NULL,
  signature BYTEA NOT NULL
);
CREATE INDEX IF NOT EXISTS checkpoint_run ON checkpoint (run);
CREATE TABLE IF NOT EXISTS checkpoint_head (
  chain UUID NOT NULL,
  run UUID NOT NULL,
  position BIGINT NOT NULL,
  head BYTEA NOT NULL,
  PRIMARY KEY (chain, run)
);
CREATE INDEX IF NOT EXISTS checkpoint_head_run ON checkpoint_head (run, chain);

-- Which streams hold sealed values of a subject that is not the stream itself.
CREATE TABLE IF NOT EXISTS subject_stream (
  subject UUID NOT NULL,
  stream_id UUID NOT NULL,
  PRIMARY KEY (subject, stream_id)
);

-- Tombstones: subjects whose sealed values were erased, to be erased again after a restore.
CREATE TABLE IF NOT EXISTS erasure (
  subject UUID PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL
);

-- Users: rows of the user streams.
CREATE TABLE IF NOT EXISTS kernel_user (
  stream_id UUID PRIMARY KEY,
  name TEXT NOT NULL,
  login TEXT NOT NULL,
  password TEXT,
  unit TEXT NOT NULL,
  roles TEXT NOT NULL,
  units TEXT NOT NULL,
  clearance BIGINT NOT NULL,
  compartments TEXT NOT NULL,
  enabled BOOLEAN NOT NULL
);
CREATE INDEX IF NOT EXISTS kernel_user_by_login ON kernel_user (login);
CREATE INDEX IF NOT EXISTS kernel_user_by_unit ON kernel_user (unit, name, stream_id);

-- Which units' and compartments' rows a user sees: lists join these.
CREATE TABLE IF NOT EXISTS kernel_user_unit (
  stream_id UUID NOT NULL,
  unit TEXT NOT NULL,
  PRIMARY KEY (stream_id, unit)
);
CREATE TABLE IF NOT EXISTS kernel_user_compartment (
  stream_id UUID NOT NULL,
  compartment UUID NOT NULL,
  PRIMARY KEY (stream_id, compartment)
);

CREATE TABLE IF NOT EXISTS session (
  token_hash BYTEA PRIMARY KEY,
  id UUID NOT NULL,
  user_id UUID NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  seen_at TIMESTAMPTZ NOT NULL,
  ends_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS session_by_user ON session (user_id, ends_at);
CREATE INDEX IF NOT EXISTS session_by_end ON session (ends_at);

-- What was typed when a session ended in the middle of a form, sealed.
CREATE TABLE IF NOT EXISTS parked_form (
  token_hash BYTEA PRIMARY KEY,
  user_id UUID NOT NULL,
  ends_at TIMESTAMPTZ NOT NULL,
  sealed BYTEA NOT NULL
);
CREATE INDEX IF NOT EXISTS parked_form_ends ON parked_form (ends_at);

-- Files: content in sealed chunks.
CREATE TABLE IF NOT EXISTS file (
  file_id UUID PRIMARY KEY,
  subject UUID NOT NULL,
  content BYTEA NOT NULL,
  size BIGINT NOT NULL,
  chunks BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  finished BOOLEAN NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS file_content ON file (subject, content);
CREATE INDEX IF NOT EXISTS file_unfinished ON file (finished, created_at);
CREATE TABLE IF NOT EXISTS file_chunk (
  file_id UUID NOT NULL,
  n BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (file_id, n)
);
