-- What other systems may read of a case beside their own rows: to name it in their lists, and to
-- show there no more than its unit, class and compartment allow.
DROP VIEW IF EXISTS casefile_shown_case;
CREATE VIEW casefile_shown_case AS
SELECT stream_id, number, headline, applicant, status, handler, next_date, unit, class, compartment
FROM casefile_case;
