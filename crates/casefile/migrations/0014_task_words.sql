-- What is to be done in the words of whoever set it: for the list of what is to be done.
ALTER TABLE casefile_task ADD COLUMN IF NOT EXISTS words TEXT NOT NULL DEFAULT '';
