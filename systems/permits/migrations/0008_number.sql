-- The application whose case has a number, for whoever checks a confirmation.
CREATE INDEX IF NOT EXISTS permits_application_numbered ON permits_application (number);
