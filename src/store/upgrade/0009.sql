-- Version 9: who of the staff is at work, and which states the broker should have.

-- Said on tablets, by the broker's user. A row goes with the end of the shift: who worked when is not kept.
CREATE TABLE shift (
    user TEXT PRIMARY KEY,
    since_utc TEXT NOT NULL,
    busy INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The retained states that the broker should have, as they were said last; those that were cleared have no row. Of this run
-- alone: a start clears it.
CREATE TABLE retained (
    topic TEXT PRIMARY KEY,
    payload TEXT NOT NULL
) STRICT, WITHOUT ROWID;
