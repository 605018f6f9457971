-- Times that are kept for those who come. That a seat is kept for one alone is the claim's to see to.
CREATE TABLE IF NOT EXISTS identity_booking (
  stream_id UUID PRIMARY KEY,
  case_id UUID NOT NULL,
  place TEXT NOT NULL,
  begins TIMESTAMPTZ NOT NULL,
  seat BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS identity_booking_by_place ON identity_booking (place, begins, seat, stream_id);
CREATE INDEX IF NOT EXISTS identity_booking_by_time ON identity_booking (begins, stream_id);
CREATE INDEX IF NOT EXISTS identity_booking_of_case ON identity_booking (case_id);
