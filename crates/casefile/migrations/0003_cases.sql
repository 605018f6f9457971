CREATE INDEX IF NOT EXISTS casefile_case_by_word ON casefile_case (status_word, next_date, stream_id);
CREATE INDEX IF NOT EXISTS casefile_case_words ON casefile_case (status, unit, status_word);

-- Who is a party to which case, the applicant among them.
CREATE TABLE IF NOT EXISTS casefile_party (
  stream_id UUID NOT NULL,
  party UUID NOT NULL,
  role TEXT NOT NULL,
  opened_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (stream_id, party, role)
);
CREATE INDEX IF NOT EXISTS casefile_party_cases ON casefile_party (party, opened_at, stream_id, role);
CREATE INDEX IF NOT EXISTS casefile_party_in_order ON casefile_party (opened_at, stream_id, party, role);

-- Cases that have to do with one another; each side has its own row.
CREATE TABLE IF NOT EXISTS casefile_link (
  stream_id UUID NOT NULL,
  other UUID NOT NULL,
  relation TEXT NOT NULL,
  PRIMARY KEY (stream_id, other)
);

CREATE INDEX IF NOT EXISTS casefile_case_by_legal_date ON casefile_case (status, legal_date, stream_id);
CREATE INDEX IF NOT EXISTS casefile_case_unit_dates ON casefile_case (unit, status, legal_date, stream_id);
CREATE INDEX IF NOT EXISTS casefile_case_quiet ON casefile_case (status, changed_at, stream_id);

-- Who has which case open just now; rows live for minutes and follow from no event.
CREATE TABLE IF NOT EXISTS casefile_presence (
  stream_id UUID NOT NULL,
  user_id UUID NOT NULL,
  seen_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (stream_id, user_id)
);
CREATE INDEX IF NOT EXISTS casefile_presence_by_time ON casefile_presence (seen_at);
