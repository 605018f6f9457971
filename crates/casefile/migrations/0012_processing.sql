-- How much of an official a case takes, once it was weighed: for the list of what is to be done.
ALTER TABLE casefile_task ADD COLUMN IF NOT EXISTS processing TEXT NOT NULL DEFAULT '';
