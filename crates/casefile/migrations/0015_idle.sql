-- Open cases on which nothing is to be done next: few, and those that a lead looks for.
CREATE INDEX IF NOT EXISTS casefile_case_idle ON casefile_case (unit, legal_date, stream_id, class, compartment) WHERE status = 'open' AND next_task = '' AND waits_for = '';
