-- A home visit; unit, class and compartment are those of its case.
CREATE TABLE IF NOT EXISTS visits_visit (
  stream_id UUID PRIMARY KEY,
  case_id UUID NOT NULL,
  request UUID NOT NULL,
  planned_on DATE NOT NULL,
  purpose TEXT NOT NULL,
  stage TEXT NOT NULL,
  unit TEXT NOT NULL,
  class BIGINT NOT NULL,
  compartment UUID
);
CREATE INDEX IF NOT EXISTS visits_visit_by_day ON visits_visit (planned_on, stream_id);
CREATE INDEX IF NOT EXISTS visits_visit_by_stage ON visits_visit (stage, planned_on, stream_id);
CREATE INDEX IF NOT EXISTS visits_visit_by_case ON visits_visit (case_id, stream_id);
CREATE INDEX IF NOT EXISTS visits_visit_by_request ON visits_visit (request);
