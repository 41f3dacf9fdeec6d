-- Version 3: the roster of staff.

-- Colleagues who are known by their face, each by their own recorded consent.
CREATE TABLE staff (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    -- When they consented and enrolled, for the last time.
    consent_utc TEXT NOT NULL,
    -- Who noted it down.
    consent_by TEXT NOT NULL,
    -- What they agreed to.
    consent_text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Their face signatures, apart from those of visitors: kept in every privacy mode, and only beside a consent. AUTOINCREMENT: any
-- change shows in the count or in the last number.
CREATE TABLE staff_template (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    staff TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    -- Model and transform: only equal tags are ever compared.
    tag TEXT NOT NULL,
    -- 0 to 1.
    quality REAL NOT NULL,
    -- Little-endian 32-bit floats of unit length.
    signature BLOB NOT NULL
) STRICT;
CREATE INDEX staff_template_staff ON staff_template (staff);
