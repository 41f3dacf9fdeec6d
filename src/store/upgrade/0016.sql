-- Version 16: what is kept goes to other appliances of the showroom, too, where a hub is configured.

-- What the hub has not taken yet. AUTOINCREMENT: a number is never used twice.
CREATE TABLE hub_journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    -- 16 random bytes: the hub takes each row once.
    id BLOB NOT NULL UNIQUE,
    -- 'record', 'face' (a record with a signature), 'faces-gone' (those of a visitor are kept no longer), 'erased'.
    kind TEXT NOT NULL,
    -- Keyed digests of all ids that it names, 16 bytes each, and the first of them is whose it is; empty where it is nobody's.
    about BLOB NOT NULL,
    owned INTEGER NOT NULL,
    -- Sealed with the hub's key.
    body BLOB NOT NULL
) STRICT;

-- Who this store is at the hub, and how far both have come. One row, once a hub was configured.
CREATE TABLE hub_state (
    -- 32 hexadecimal digits, drawn at random. A store that was put back from a backup draws another one.
    identity TEXT NOT NULL,
    -- The last number at the hub of what others wrote and is kept here.
    followed INTEGER NOT NULL,
    -- The last number at the hub of what it took of us.
    sent INTEGER NOT NULL,
    -- How many rows of the journal were given up because too many waited.
    lost INTEGER NOT NULL
) STRICT;

-- Visits that other appliances look after: a start here closes none of them.
CREATE TABLE hub_visit (
    id TEXT PRIMARY KEY REFERENCES visit (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

-- Who this store was at the hub before it was put back from a backup: of what is there under these names, some is here.
CREATE TABLE hub_former (
    identity TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
