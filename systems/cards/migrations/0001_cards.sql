-- Residence permit cards, one row a decision that leads to one. `official`: one is needed before it goes on.
CREATE TABLE IF NOT EXISTS cards_card (
  stream_id UUID NOT NULL,
  case_id UUID NOT NULL,
  state TEXT NOT NULL,
  why TEXT NOT NULL,
  official TEXT NOT NULL,
  place TEXT NOT NULL,
  since TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (stream_id)
);
CREATE INDEX IF NOT EXISTS cards_card_of_case ON cards_card (case_id, since, stream_id);
CREATE INDEX IF NOT EXISTS cards_card_by_state ON cards_card (state, since, stream_id);
CREATE INDEX IF NOT EXISTS cards_card_by_official ON cards_card (official, since, stream_id);
CREATE INDEX IF NOT EXISTS cards_card_by_time ON cards_card (since, stream_id);
