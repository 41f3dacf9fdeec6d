-- Version 14: consents of visitors, and codes to return by.

-- What visitors agreed to, word for word, once for each edition and language.
CREATE TABLE consent_text (
    sha256 TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Visitors who agreed to be known again by their face. Whoever the visit belongs to today, it is their consent.
CREATE TABLE consent (
    -- That of the receipt.
    id TEXT PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id) DEFERRABLE INITIALLY DEFERRED,
    visit TEXT NOT NULL REFERENCES visit (id) DEFERRABLE INITIALLY DEFERRED,
    given_utc TEXT NOT NULL,
    expires_utc TEXT NOT NULL,
    -- Who handed them the tablet, and where it was recorded.
    who TEXT NOT NULL,
    place TEXT NOT NULL,
    text TEXT NOT NULL REFERENCES consent_text (sha256) DEFERRABLE INITIALLY DEFERRED,
    -- Of the code on the receipt the SHA-256, in hex.
    code TEXT NOT NULL UNIQUE,
    -- When it ended and why; NULL while it holds.
    ended_utc TEXT,
    ended_why TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_visitor ON consent (visitor);
CREATE INDEX consent_visit ON consent (visit);

-- Codes that visitors took home to be known again without their face: of each only the SHA-256, in hex.
CREATE TABLE return_code (
    digest TEXT PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id) DEFERRABLE INITIALLY DEFERRED,
    made_utc TEXT NOT NULL,
    expires_utc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX return_code_visitor ON return_code (visitor);
