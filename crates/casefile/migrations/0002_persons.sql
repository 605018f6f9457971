-- Exact keys of persons: name and year of birth, numbers of documents. Of persons of a protected
-- class there are keyed hashes of them.
CREATE TABLE IF NOT EXISTS casefile_person_key (
  stream_id UUID NOT NULL,
  key TEXT NOT NULL,
  class BIGINT NOT NULL,
  PRIMARY KEY (stream_id, key)
);
CREATE INDEX IF NOT EXISTS casefile_person_by_key ON casefile_person_key (key, class, stream_id);

-- Pairs of persons about whom somebody is still to decide whether they are one.
CREATE TABLE IF NOT EXISTS casefile_person_pair (
  stream_id UUID NOT NULL,
  other UUID NOT NULL,
  verdict TEXT NOT NULL,
  judged_at TIMESTAMPTZ NOT NULL,
  unit TEXT NOT NULL,
  class BIGINT NOT NULL,
  compartment UUID,
  PRIMARY KEY (stream_id, other)
);
CREATE INDEX IF NOT EXISTS casefile_person_pair_by_time ON casefile_person_pair (judged_at, stream_id, other);

CREATE TABLE IF NOT EXISTS casefile_organisation (
  stream_id UUID PRIMARY KEY,
  name TEXT NOT NULL,
  folded TEXT NOT NULL,
  kind TEXT NOT NULL,
  business_id TEXT NOT NULL,
  town TEXT NOT NULL,
  ended DATE NOT NULL,
  unit TEXT NOT NULL,
  class BIGINT NOT NULL,
  compartment UUID
);
CREATE INDEX IF NOT EXISTS casefile_organisation_by_name ON casefile_organisation (folded, stream_id);
CREATE INDEX IF NOT EXISTS casefile_organisation_by_kind ON casefile_organisation (kind, folded, stream_id);

-- Folded words of every name of an organisation, and its business id without marks.
CREATE TABLE IF NOT EXISTS casefile_organisation_word (
  stream_id UUID NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (stream_id, word)
);
CREATE INDEX IF NOT EXISTS casefile_organisation_by_word ON casefile_organisation_word (word, stream_id DESC);

-- Whom a person or an organisation represents.
CREATE TABLE IF NOT EXISTS casefile_representation (
  stream_id UUID NOT NULL,
  representation UUID NOT NULL,
  agent UUID NOT NULL,
  role TEXT NOT NULL,
  until DATE NOT NULL,
  unit TEXT NOT NULL,
  class BIGINT NOT NULL,
  compartment UUID,
  PRIMARY KEY (stream_id, representation)
);
CREATE INDEX IF NOT EXISTS casefile_representation_by_agent ON casefile_representation (agent, until, stream_id, representation);
CREATE INDEX IF NOT EXISTS casefile_representation_by_end ON casefile_representation (until, stream_id, representation);
