-- Tokens by which programs act for a user. The token itself is kept nowhere.
CREATE TABLE IF NOT EXISTS api_token (
  token_hash BYTEA PRIMARY KEY,
  id UUID NOT NULL,
  user_id UUID NOT NULL,
  name TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  ends_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS api_token_by_user ON api_token (user_id, ends_at);
CREATE INDEX IF NOT EXISTS api_token_by_end ON api_token (ends_at);
