-- Version 9: who of the staff is at work.

-- Said on tablets, by the broker's user. A row goes with the end of the shift: who worked when is not kept.
CREATE TABLE shift (
    user TEXT PRIMARY KEY,
    since_utc TEXT NOT NULL,
    busy INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
