-- Questions to registers, one row a question. An open one with a trouble waits.
CREATE TABLE IF NOT EXISTS registers_ask (
  stream_id UUID NOT NULL,
  ask UUID NOT NULL,
  register TEXT NOT NULL,
  state TEXT NOT NULL,
  trouble TEXT NOT NULL,
  asked_at TIMESTAMPTZ NOT NULL,
  due_at TIMESTAMPTZ NOT NULL,
  moved_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (stream_id, ask)
);
CREATE INDEX IF NOT EXISTS registers_ask_by_time ON registers_ask (asked_at, ask);
CREATE INDEX IF NOT EXISTS registers_ask_by_state ON registers_ask (state, asked_at, ask);
CREATE INDEX IF NOT EXISTS registers_ask_of_register ON registers_ask (register, asked_at, ask);
CREATE INDEX IF NOT EXISTS registers_ask_due ON registers_ask (state, register, due_at, ask);
CREATE INDEX IF NOT EXISTS registers_ask_moved ON registers_ask (state, register, moved_at);
