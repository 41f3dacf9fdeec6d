-- Version 15: what is gone for good is known apart from what deleted it, so that an older copy of the store learns of it.

-- Who must not come back with an older copy of the store: visitors who were erased ('visitor', by each code they had), consents
-- that were withdrawn ('consent', by id), colleagues who left the roster ('colleague', by id). The keyring has the same list.
CREATE TABLE gone (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
INSERT INTO gone SELECT 'visitor', code FROM erased_code;
INSERT INTO gone SELECT 'consent', id FROM consent WHERE ended_why = 'withdrawn';

-- A code whose receipt went with another copy of the store has no request.
CREATE TABLE former (code TEXT NOT NULL, request TEXT NOT NULL) STRICT;
INSERT INTO former SELECT code, request FROM erased_code;
DROP TABLE erased_code;
CREATE TABLE erased_code (
    code TEXT PRIMARY KEY,
    request TEXT REFERENCES erasure (request)
) STRICT, WITHOUT ROWID;
INSERT INTO erased_code SELECT code, request FROM former;
DROP TABLE former;
