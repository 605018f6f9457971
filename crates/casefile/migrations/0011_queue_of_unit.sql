-- The queue of a unit, for whoever may take most of it: along it, what they may not take is passed by.
CREATE INDEX IF NOT EXISTS casefile_task_in_queue_of_unit ON casefile_task (state, unit, turn, due, stream_id, task, competence, class, compartment);
