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
