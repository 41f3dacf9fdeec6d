-- The tables that the program of version 4 made.
CREATE TABLE visitor (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    created_run TEXT NOT NULL,
    created_mono_ns INTEGER NOT NULL,
    created_utc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE alias (
    from_id TEXT PRIMARY KEY REFERENCES visitor (id) DEFERRABLE INITIALLY DEFERRED,
    into_id TEXT NOT NULL REFERENCES visitor (id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_into ON alias (into_id);
CREATE VIEW canonical (id, visitor) AS
WITH RECURSIVE walk (id, at) AS (
    SELECT id, id FROM visitor
    UNION
    SELECT walk.id, alias.into_id FROM walk JOIN alias ON alias.from_id = walk.at
)
SELECT id, at FROM walk WHERE at NOT IN (SELECT from_id FROM alias);
CREATE TABLE visit (
    id TEXT PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id) DEFERRABLE INITIALLY DEFERRED,
    presence TEXT NOT NULL,
    opened_run TEXT NOT NULL,
    opened_mono_ns INTEGER NOT NULL,
    opened_utc TEXT NOT NULL,
    last_seen_run TEXT NOT NULL,
    last_seen_mono_ns INTEGER NOT NULL,
    last_seen_utc TEXT NOT NULL,
    closed_run TEXT,
    closed_mono_ns INTEGER,
    closed_utc TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_visitor ON visit (visitor);
CREATE INDEX visit_opened ON visit (opened_utc);
CREATE INDEX visit_open ON visit (id) WHERE closed_utc IS NULL;
CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    run TEXT NOT NULL,
    mono_ns INTEGER NOT NULL,
    utc TEXT NOT NULL,
    visit TEXT REFERENCES visit (id) DEFERRABLE INITIALLY DEFERRED,
    visitor TEXT NOT NULL REFERENCES visitor (id) DEFERRABLE INITIALLY DEFERRED,
    camera TEXT,
    confidence REAL NOT NULL,
    body TEXT NOT NULL,
    kind TEXT NOT NULL GENERATED ALWAYS AS (body ->> 'kind') VIRTUAL
) STRICT;
CREATE INDEX event_visit ON event (visit, kind);
CREATE INDEX event_visitor ON event (visitor);
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'events are never changed'); END;
CREATE TABLE ledger (
    seq INTEGER PRIMARY KEY,
    event TEXT NOT NULL REFERENCES event (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    visitor TEXT NOT NULL REFERENCES visitor (id) DEFERRABLE INITIALLY DEFERRED,
    visit TEXT REFERENCES visit (id) DEFERRABLE INITIALLY DEFERRED,
    rule TEXT NOT NULL,
    rules_version INTEGER NOT NULL,
    points REAL NOT NULL,
    at_utc TEXT NOT NULL,
    confidence REAL NOT NULL
) STRICT;
CREATE INDEX ledger_event ON ledger (event);
CREATE INDEX ledger_visitor ON ledger (visitor);
CREATE INDEX ledger_visit ON ledger (visit);
CREATE TABLE template (
    seq INTEGER PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    tag TEXT NOT NULL,
    quality REAL NOT NULL,
    signature BLOB NOT NULL,
    at_run TEXT NOT NULL,
    at_mono_ns INTEGER NOT NULL,
    at_utc TEXT NOT NULL,
    visit TEXT REFERENCES visit (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX template_visitor ON template (visitor);
CREATE INDEX template_visit ON template (visit);
CREATE TABLE alert_revision (
    alert TEXT NOT NULL,
    rev INTEGER NOT NULL,
    at_utc TEXT NOT NULL,
    visit TEXT,
    camera TEXT,
    payload TEXT NOT NULL,
    state TEXT NOT NULL GENERATED ALWAYS AS (payload ->> 'state') VIRTUAL,
    PRIMARY KEY (alert, rev)
) STRICT;
CREATE INDEX alert_state ON alert_revision (alert, rev, state);
CREATE TRIGGER alert_revision_is_never_changed BEFORE UPDATE ON alert_revision
BEGIN SELECT raise(ABORT, 'revisions of alerts are never changed'); END;
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    topic TEXT NOT NULL,
    payload TEXT NOT NULL,
    retain INTEGER NOT NULL,
    latest_only INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_latest ON outbox (topic) WHERE latest_only;
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at_utc TEXT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'the audit log is never deleted'); END;
CREATE TABLE product_placement (
    product TEXT NOT NULL,
    label TEXT NOT NULL,
    category TEXT NOT NULL,
    stock_number TEXT NOT NULL,
    zone TEXT NOT NULL,
    from_utc TEXT NOT NULL,
    to_utc TEXT
) STRICT;
CREATE INDEX product_placement_product ON product_placement (product, from_utc);
CREATE TABLE correction (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    run TEXT NOT NULL,
    mono_ns INTEGER NOT NULL,
    utc TEXT NOT NULL,
    who TEXT NOT NULL,
    kind TEXT NOT NULL,
    changes TEXT NOT NULL
) STRICT;
CREATE TRIGGER correction_is_never_changed BEFORE UPDATE ON correction
BEGIN SELECT raise(ABORT, 'corrections are never changed'); END;
CREATE TABLE distinct_pair (
    one TEXT NOT NULL REFERENCES visitor (id) DEFERRABLE INITIALLY DEFERRED,
    other TEXT NOT NULL REFERENCES visitor (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (one, other),
    CHECK (one < other)
) STRICT, WITHOUT ROWID;
CREATE TABLE correction_request (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    at_utc TEXT NOT NULL,
    who TEXT NOT NULL,
    kind TEXT NOT NULL,
    done INTEGER,
    answer TEXT
) STRICT;
CREATE INDEX correction_request_waiting ON correction_request (seq) WHERE done IS NULL;
CREATE TABLE staff (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    consent_utc TEXT NOT NULL,
    consent_by TEXT NOT NULL,
    consent_text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE staff_template (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    staff TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    tag TEXT NOT NULL,
    quality REAL NOT NULL,
    signature BLOB NOT NULL
) STRICT;
CREATE INDEX staff_template_staff ON staff_template (staff);
CREATE TABLE impostor (
    tag TEXT PRIMARY KEY,
    pairs INTEGER NOT NULL,
    mean REAL NOT NULL,
    squares REAL NOT NULL
) STRICT, WITHOUT ROWID;
