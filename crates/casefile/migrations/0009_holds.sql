-- What compartments have stopped for persons; each row is its compartment's alone.
CREATE TABLE IF NOT EXISTS casefile_hold (
  stream_id UUID PRIMARY KEY,
  person UUID NOT NULL,
  kinds TEXT NOT NULL,
  owner UUID,
  placed_at TIMESTAMPTZ NOT NULL,
  review_on DATE NOT NULL,
  state TEXT NOT NULL,
  attention BIGINT NOT NULL,
  told BOOLEAN NOT NULL,
  unit TEXT NOT NULL,
  class BIGINT NOT NULL,
  compartment UUID
);
CREATE INDEX IF NOT EXISTS casefile_hold_by_review ON casefile_hold (state, attention, review_on, stream_id);
CREATE INDEX IF NOT EXISTS casefile_hold_in_order ON casefile_hold (attention, review_on, stream_id);
CREATE INDEX IF NOT EXISTS casefile_hold_by_person ON casefile_hold (person, attention, review_on, stream_id);
CREATE INDEX IF NOT EXISTS casefile_hold_by_owner ON casefile_hold (owner, state, attention, review_on, stream_id);
CREATE INDEX IF NOT EXISTS casefile_hold_untold ON casefile_hold (state, told, review_on, stream_id);
