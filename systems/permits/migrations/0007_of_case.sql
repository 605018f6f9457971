-- The application that became a case, for the page of the case.
CREATE INDEX IF NOT EXISTS permits_application_of_case ON permits_application (case_id);
