-- Which chains of the audit record are a compartment's, and whose; all others are open.
CREATE TABLE IF NOT EXISTS audit_lane (
  lane UUID PRIMARY KEY,
  compartment UUID NOT NULL
);

-- Who is in a compartment.
CREATE INDEX IF NOT EXISTS kernel_user_compartment_members ON kernel_user_compartment (compartment, stream_id);
