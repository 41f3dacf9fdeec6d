-- The store of one appliance as it is made today. A change here comes with a file in `upgrade/`, which makes the same of
-- a store that stands already.
--
-- Ids are ULIDs as text: readable in a shell, and they sort by time. Wall-clock times are RFC 3339 in UTC with nine
-- decimals, so that text order is time order and nothing is rounded. A stamp is three columns: the run, its monotonic
-- nanoseconds, and the wall clock. References are checked at commit, so the records of one step may come in any order.

-- Everyone the appliance ever gave a code to. A visitor who turned out to be another keeps their row and code.
CREATE TABLE visitor (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    created_run TEXT NOT NULL,
    created_mono_ns INTEGER NOT NULL,
    created_utc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Merges. Both sides were the last of their chains when the row was made, so chains end and never close to a ring.
CREATE TABLE alias (
    from_id TEXT PRIMARY KEY REFERENCES visitor (id) DEFERRABLE INITIALLY DEFERRED,
    into_id TEXT NOT NULL REFERENCES visitor (id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_into ON alias (into_id);

-- Every visitor id, and the visitor it means today.
CREATE VIEW canonical (id, visitor) AS
WITH RECURSIVE walk (id, at) AS (
    SELECT id, id FROM visitor
    UNION
    SELECT walk.id, alias.into_id FROM walk JOIN alias ON alias.from_id = walk.at
)
SELECT id, at FROM walk WHERE at NOT IN (SELECT from_id FROM alias);

-- Visits: the one table whose rows are replaced while they are open.
CREATE TABLE visit (
    id TEXT PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id) DEFERRABLE INITIALLY DEFERRED,
    presence TEXT NOT NULL,
    opened_run TEXT NOT NULL,
    opened_mono_ns INTEGER NOT NULL,
    opened_utc TEXT NOT NULL,
    -- Where a crash closes the visit.
    last_seen_run TEXT NOT NULL,
    last_seen_mono_ns INTEGER NOT NULL,
    last_seen_utc TEXT NOT NULL,
    -- All three are NULL while the visit is open.
    closed_run TEXT,
    closed_mono_ns INTEGER,
    closed_utc TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_visitor ON visit (visitor);
CREATE INDEX visit_opened ON visit (opened_utc);
CREATE INDEX visit_open ON visit (id) WHERE closed_utc IS NULL;

-- Behaviour events, the source of everything derived: never changed. Deleting is left open, for retention and erasure.
CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    run TEXT NOT NULL,
    mono_ns INTEGER NOT NULL,
    utc TEXT NOT NULL,
    -- NULL for what was reported from outside between visits.
    visit TEXT REFERENCES visit (id) DEFERRABLE INITIALLY DEFERRED,
    -- As known at that moment; `canonical` says who it is today.
    visitor TEXT NOT NULL REFERENCES visitor (id) DEFERRABLE INITIALLY DEFERRED,
    camera TEXT,
    confidence REAL NOT NULL,
    -- The kind and what it carries, as JSON.
    body TEXT NOT NULL,
    kind TEXT NOT NULL GENERATED ALWAYS AS (body ->> 'kind') VIRTUAL,
    -- When what it tells of began, and the share of that time in which a camera saw them.
    since_utc TEXT,
    observed REAL
) STRICT;
CREATE INDEX event_visit ON event (visit, kind);
CREATE INDEX event_visitor ON event (visitor);
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT raise(ABORT, 'events are never changed'); END;

-- Score changes: a cache of what the rules of `rules_version` made of the events; can be derived again.
CREATE TABLE ledger (
    seq INTEGER PRIMARY KEY,
    event TEXT NOT NULL REFERENCES event (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    visitor TEXT NOT NULL REFERENCES visitor (id) DEFERRABLE INITIALLY DEFERRED,
    -- NULL for what was reported from outside between visits.
    visit TEXT REFERENCES visit (id) DEFERRABLE INITIALLY DEFERRED,
    rule TEXT NOT NULL,
    rules_version INTEGER NOT NULL,
    points REAL NOT NULL,
    at_utc TEXT NOT NULL,
    confidence REAL NOT NULL,
    -- Which of the visitor's scores: 'engagement', 'fit', 'category:SUV', 'product:kona'.
    score TEXT NOT NULL DEFAULT 'engagement'
) STRICT;
CREATE INDEX ledger_event ON ledger (event);
CREATE INDEX ledger_visitor ON ledger (visitor);
CREATE INDEX ledger_visit ON ledger (visit);

-- Face signatures that may be kept, apart from everything else so that they can be erased alone.
CREATE TABLE template (
    seq INTEGER PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    -- Model and transform: only equal tags are ever compared.
    tag TEXT NOT NULL,
    -- 0 to 1.
    quality REAL NOT NULL,
    -- Little-endian 32-bit floats of unit length, under the transform, sealed with the key.
    signature BLOB NOT NULL,
    at_run TEXT NOT NULL,
    at_mono_ns INTEGER NOT NULL,
    at_utc TEXT NOT NULL,
    -- The visit in which it was learnt: whoever that visit belongs to today, it is their face. NULL before version 2.
    visit TEXT REFERENCES visit (id) DEFERRABLE INITIALLY DEFERRED,
    -- The number of a key in the keyring. 0 only while an older store is brought up to date.
    key INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX template_visitor ON template (visitor);
CREATE INDEX template_visit ON template (visit);
CREATE INDEX template_key ON template (key);

-- Every revision of every alert, as it was published, with the two links that stay inside.
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
CREATE TRIGGER alert_revision_is_never_changed BEFORE UPDATE ON alert_revision WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT raise(ABORT, 'revisions of alerts are never changed'); END;

-- Messages the broker has not acknowledged. AUTOINCREMENT: a number is never used twice.
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    topic TEXT NOT NULL,
    payload TEXT NOT NULL,
    retain INTEGER NOT NULL,
    latest_only INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_latest ON outbox (topic) WHERE latest_only;

-- Who of the staff is at work: said on tablets, by the broker's user. A row goes with the end of the shift: who worked when
-- is not kept.
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

-- What webhooks are to deliver and their receivers have not accepted. AUTOINCREMENT: a number is never used twice.
CREATE TABLE delivery (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook TEXT NOT NULL,
    -- The same over attempts and restarts: receivers know by it what came before.
    id TEXT NOT NULL,
    -- Whom it is about, as that system calls them: it goes with their consent.
    client TEXT NOT NULL,
    contact TEXT NOT NULL,
    content_type TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (webhook, id)
) STRICT;
CREATE INDEX delivery_webhook ON delivery (webhook, seq);
CREATE INDEX delivery_contact ON delivery (client, contact);

-- How many deliveries were lost because too many waited.
CREATE TABLE delivery_lost (
    webhook TEXT PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The audit log: each entry's hash covers its fields and the hash before. AUTOINCREMENT remembers the last number, so
-- that entries cut off the end are missed too. The particulars, which may name a person, go in as a commitment: they can be
-- taken out, and the chain stays whole.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at_utc TEXT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- 32 random bytes; NULL once the particulars were taken out: without it nobody can try what they were.
    salt BLOB,
    -- SHA-256 over salt and particulars.
    commitment BLOB NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
-- While somebody is being erased, particulars may go together with their salt, and nothing else may change.
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
WHEN NOT EXISTS (SELECT 1 FROM erasing) OR new.salt IS NOT NULL
    OR (new.seq, new.at_utc, new.who, new.what, new.commitment, new.prev, new.hash)
        IS NOT (old.seq, old.at_utc, old.who, old.what, old.commitment, old.prev, old.hash)
BEGIN SELECT raise(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'the audit log is never deleted'); END;

-- Which product stood in which zone, from when to when; the open end is NULL. History keeps the old car's name.
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
    -- Little-endian 32-bit floats of unit length, under the transform, sealed with the key.
    signature BLOB NOT NULL,
    -- The number of a key in the keyring. 0 only while an older store is brought up to date.
    key INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX staff_template_staff ON staff_template (staff);
CREATE INDEX staff_template_key ON staff_template (key);

-- How signatures are kept. One row.
CREATE TABLE at_rest (
    -- The site transform in force: its number in the keyring, and in tags as 16 hexadecimal digits.
    transform INTEGER NOT NULL,
    -- Something was deleted or sealed, and old pages may still show what it was.
    unscrubbed INTEGER NOT NULL
) STRICT;

-- How alike people are who were seen at the same time, by what made their signatures: three numbers, nobody's face.
CREATE TABLE impostor (
    tag TEXT PRIMARY KEY,
    pairs INTEGER NOT NULL,
    mean REAL NOT NULL,
    -- Sum of the squared differences from the mean.
    squares REAL NOT NULL
) STRICT, WITHOUT ROWID;

-- What each camera is compared with, to see that it was moved: which neighbouring tiles of a coarse grid are brighter or
-- darker, of the mean of half a minute. No picture, and nobody in it.
CREATE TABLE camera_view (
    camera TEXT PRIMARY KEY,
    made_utc TEXT NOT NULL,
    -- Width over height, in thousandths.
    aspect INTEGER NOT NULL,
    -- One byte a mark: -1, 0 or 1.
    marks BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- People who log in. The name is the MQTT user of their tablets.
CREATE TABLE account (
    name TEXT PRIMARY KEY,
    -- Words, parted by blanks.
    roles TEXT NOT NULL,
    -- Argon2id, as a PHC string. NULL: only devices that were paired are logged in.
    password TEXT,
    -- NULL: the site's first.
    language TEXT,
    created_utc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Devices on which somebody is logged in: of the cookie only the SHA-256.
CREATE TABLE session (
    digest BLOB PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    device TEXT NOT NULL,
    -- A tablet of the floor, which needed no password.
    paired INTEGER NOT NULL,
    created_utc TEXT NOT NULL,
    seen_utc TEXT NOT NULL,
    expires_utc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Codes that log a device in, once: of the code only the SHA-256.
CREATE TABLE pairing (
    digest BLOB PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    device TEXT NOT NULL,
    expires_utc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Ids of visitors and visits that are being deleted: filled and emptied within one transaction, so there is never a row to
-- be seen. While there is, rows that are otherwise never changed may lose a name.
CREATE TABLE erasing (
    id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- That visitors were erased: the receipt, as JSON. Its hash stands in the audit log.
CREATE TABLE erasure (
    request TEXT PRIMARY KEY,
    at_utc TEXT NOT NULL,
    receipt TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What signs receipts: the seed of an Ed25519 key, made when the first one is.
CREATE TABLE signing_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seed BLOB NOT NULL
) STRICT;

-- Codes that are nobody's any more, and are never given again. One whose receipt went with another copy of the store has no
-- request.
CREATE TABLE erased_code (
    code TEXT PRIMARY KEY,
    request TEXT REFERENCES erasure (request)
) STRICT, WITHOUT ROWID;

-- Who must not come back with an older copy of the store: visitors who were erased ('visitor', by each code they had), consents
-- that were withdrawn ('consent', by id), colleagues who left the roster ('colleague', by id). The keyring has the same list.
CREATE TABLE gone (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

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
