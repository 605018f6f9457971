-- The queue in which a task goes before others, for the list of what is to be done.
ALTER TABLE casefile_task ADD COLUMN IF NOT EXISTS queue TEXT NOT NULL DEFAULT '';
