-- Version 10: people who log in, and their devices.

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
