-- Version 13: what the audit log says of people stands behind commitments, and receipts are signed.

-- Its entries are chained anew from here by the program, which notes what the chain before was.
ALTER TABLE audit RENAME TO audit_before;
DROP TRIGGER audit_is_never_changed;
DROP TRIGGER audit_is_never_deleted;

CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at_utc TEXT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL,
    salt BLOB,
    commitment BLOB NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
WHEN NOT EXISTS (SELECT 1 FROM erasing) OR new.salt IS NOT NULL
    OR (new.seq, new.at_utc, new.who, new.what, new.commitment, new.prev, new.hash)
        IS NOT (old.seq, old.at_utc, old.who, old.what, old.commitment, old.prev, old.hash)
BEGIN SELECT raise(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'the audit log is never deleted'); END;

-- What signs receipts: the seed of an Ed25519 key, made when the first one is.
CREATE TABLE signing_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seed BLOB NOT NULL
) STRICT;
