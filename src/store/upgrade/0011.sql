-- Version 11: visitors who are erased.

-- Ids of visitors and visits that are being deleted: filled and emptied within one transaction, so there is never a row to
-- be seen. While there is, rows that are otherwise never changed may lose a name.
CREATE TABLE erasing (
    id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

DROP TRIGGER event_is_never_changed;
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT raise(ABORT, 'events are never changed'); END;

DROP TRIGGER alert_revision_is_never_changed;
CREATE TRIGGER alert_revision_is_never_changed BEFORE UPDATE ON alert_revision WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT raise(ABORT, 'revisions of alerts are never changed'); END;

-- That visitors were erased: the receipt, as JSON. Its hash stands in the audit log.
CREATE TABLE erasure (
    request TEXT PRIMARY KEY,
    at_utc TEXT NOT NULL,
    receipt TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Codes that are nobody's any more, and are never given again.
CREATE TABLE erased_code (
    code TEXT PRIMARY KEY,
    request TEXT NOT NULL REFERENCES erasure (request)
) STRICT, WITHOUT ROWID;
