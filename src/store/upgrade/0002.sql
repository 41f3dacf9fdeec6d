-- Version 2: corrections. Templates remember the visit they were learnt in.

ALTER TABLE template ADD COLUMN visit TEXT REFERENCES visit (id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX template_visit ON template (visit);

-- What people corrected, in order: each with what it changed, which is enough to take it back exactly. Whether a
-- correction still stands follows from the later ones that undo it.
CREATE TABLE correction (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    run TEXT NOT NULL,
    mono_ns INTEGER NOT NULL,
    utc TEXT NOT NULL,
    who TEXT NOT NULL,
    -- What was asked for, as JSON.
    kind TEXT NOT NULL,
    -- What came of it, step by step, as JSON.
    changes TEXT NOT NULL
) STRICT;
CREATE TRIGGER correction_is_never_changed BEFORE UPDATE ON correction
BEGIN SELECT raise(ABORT, 'corrections are never changed'); END;

-- Pairs of visitors whom a person told apart: no recognition unites them again. Merges are followed on both sides.
CREATE TABLE distinct_pair (
    one TEXT NOT NULL REFERENCES visitor (id) DEFERRABLE INITIALLY DEFERRED,
    other TEXT NOT NULL REFERENCES visitor (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (one, other),
    CHECK (one < other)
) STRICT, WITHOUT ROWID;

-- Corrections that were asked for. The appliance is the only writer of everything else, so others leave their wishes
-- here; what came of one is written together with the correction itself.
CREATE TABLE correction_request (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The id of the correction that it will be.
    id TEXT NOT NULL UNIQUE,
    at_utc TEXT NOT NULL,
    who TEXT NOT NULL,
    -- What is asked for, as JSON.
    kind TEXT NOT NULL,
    -- NULL while nobody has looked at it.
    done INTEGER,
    -- In words: what was done, or why it was not.
    answer TEXT
) STRICT;
CREATE INDEX correction_request_waiting ON correction_request (seq) WHERE done IS NULL;
