-- Wrapped data keys, one a subject. A destroyed key leaves its row, so that it is never made anew.
CREATE TABLE IF NOT EXISTS data_key (
  subject UUID PRIMARY KEY,
  class BIGINT NOT NULL,
  wrapped BYTEA,
  created_at TIMESTAMPTZ NOT NULL,
  destroyed_at TIMESTAMPTZ
);
