-- Payments of fees: which are open, so that whoever takes them can be asked.
CREATE TABLE IF NOT EXISTS permits_payment (
  stream_id UUID NOT NULL,
  order_id UUID NOT NULL,
  standing TEXT NOT NULL,
  ordered_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (stream_id, order_id)
);
CREATE INDEX IF NOT EXISTS permits_payment_ordered ON permits_payment (order_id);
CREATE INDEX IF NOT EXISTS permits_payment_standing ON permits_payment (standing, ordered_at, order_id);
