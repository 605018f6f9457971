CREATE TABLE IF NOT EXISTS casefile_person (
  stream_id UUID PRIMARY KEY,
  name TEXT NOT NULL,
  other_names TEXT NOT NULL,
  born TEXT NOT NULL,
  nationalities TEXT NOT NULL,
  unit TEXT NOT NULL,
  class BIGINT NOT NULL,
  compartment UUID
);

-- Folded words of every name, in every script, and the birth date; of persons of a protected class
-- keyed hashes of them.
CREATE TABLE IF NOT EXISTS casefile_person_word (
  stream_id UUID NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (stream_id, word)
);
CREATE INDEX IF NOT EXISTS casefile_person_by_word ON casefile_person_word (word, stream_id DESC);

CREATE TABLE IF NOT EXISTS casefile_case (
  stream_id UUID PRIMARY KEY,
  number TEXT NOT NULL,
  year BIGINT NOT NULL,
  running BIGINT NOT NULL,
  series TEXT NOT NULL,
  headline TEXT NOT NULL,
  applicant UUID NOT NULL,
  case_type TEXT NOT NULL,
  status TEXT NOT NULL,
  status_word TEXT NOT NULL,
  handler UUID,
  opened_at TIMESTAMPTZ NOT NULL,
  changed_at TIMESTAMPTZ NOT NULL,
  next_date DATE NOT NULL,
  legal_date DATE NOT NULL,
  waits_for TEXT NOT NULL,
  next_task TEXT NOT NULL,
  unit TEXT NOT NULL,
  class BIGINT NOT NULL,
  compartment UUID
);

-- Folded words of headline, notes and documents; of protected cases keyed hashes of them.
CREATE TABLE IF NOT EXISTS casefile_case_word (
  stream_id UUID NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (stream_id, word)
);
CREATE INDEX IF NOT EXISTS casefile_case_by_text ON casefile_case_word (word, stream_id DESC);

CREATE INDEX IF NOT EXISTS casefile_case_by_number ON casefile_case (number, stream_id);
CREATE INDEX IF NOT EXISTS casefile_case_by_running ON casefile_case (series, year, running);
CREATE INDEX IF NOT EXISTS casefile_case_by_change ON casefile_case (changed_at, stream_id);
CREATE INDEX IF NOT EXISTS casefile_case_by_next ON casefile_case (next_date, stream_id);
CREATE INDEX IF NOT EXISTS casefile_case_by_status ON casefile_case (status, next_date, stream_id);
CREATE INDEX IF NOT EXISTS casefile_case_by_unit ON casefile_case (unit, status, next_date, stream_id);
CREATE INDEX IF NOT EXISTS casefile_case_by_handler ON casefile_case (handler, status, next_date, stream_id);
CREATE INDEX IF NOT EXISTS casefile_case_by_applicant ON casefile_case (applicant, changed_at, stream_id);

-- What is to be done: tasks, and the cases of those who have no task of them. An open task waits in
-- the queue of its unit and competence; `turn` is the order of work.
CREATE TABLE IF NOT EXISTS casefile_task (
  stream_id UUID NOT NULL,
  task UUID NOT NULL,
  what TEXT NOT NULL,
  state TEXT NOT NULL,
  turn DATE NOT NULL,
  due DATE NOT NULL,
  handler UUID,
  competence TEXT NOT NULL,
  waits_for TEXT NOT NULL,
  number TEXT NOT NULL,
  headline TEXT NOT NULL,
  unit TEXT NOT NULL,
  class BIGINT NOT NULL,
  compartment UUID,
  PRIMARY KEY (stream_id, task)
);
CREATE INDEX IF NOT EXISTS casefile_task_in_order ON casefile_task (turn, due, stream_id, task);
CREATE INDEX IF NOT EXISTS casefile_task_in_queue ON casefile_task (state, unit, competence, turn, due, stream_id, task, class, compartment);
CREATE INDEX IF NOT EXISTS casefile_task_of_handler ON casefile_task (handler, turn, due, stream_id, task);
CREATE INDEX IF NOT EXISTS casefile_task_by_due ON casefile_task (handler, due);

-- What other systems may read of a case beside their own rows: to name it in their lists, and to
-- show there no more than its unit, class and compartment allow.
CREATE VIEW IF NOT EXISTS casefile_shown_case AS
SELECT stream_id, number, headline, applicant, case_type, status, status_word, handler, next_date, unit, class, compartment
FROM casefile_case;
