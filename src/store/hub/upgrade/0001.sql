-- The hub as version 1 made it: never changed. The next version is a file of its own.
--
-- Nothing here can be read without the key that the appliances have and the hub has not: ids are keyed digests, bodies sealed.

-- One row. Whoever writes records locks it first, so numbers are given in the order in which they can be seen.
CREATE TABLE hub (
    version INTEGER NOT NULL,
    -- What appliances with the same key agree on.
    key_check TEXT NOT NULL,
    -- The last number that was given.
    last BIGINT NOT NULL
);

CREATE TABLE appliance (
    identity TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    joined TIMESTAMPTZ NOT NULL DEFAULT now(),
    seen TIMESTAMPTZ NOT NULL DEFAULT now(),
    -- How far it has followed the others.
    followed BIGINT NOT NULL DEFAULT 0,
    -- It is gone for good: nobody waits for it to confirm anything.
    former BOOLEAN NOT NULL DEFAULT false
);

-- The key of each person, wrapped. Without it nothing opens that is theirs.
CREATE TABLE person_key (
    person BYTEA PRIMARY KEY,
    key BYTEA NOT NULL
);

CREATE TABLE record (
    seq BIGINT PRIMARY KEY,
    -- Drawn by who sent it: none is taken twice.
    id BYTEA NOT NULL UNIQUE,
    appliance TEXT NOT NULL REFERENCES appliance (identity),
    -- Whether it holds a signature.
    face BOOLEAN NOT NULL,
    owner BYTEA,
    body BYTEA NOT NULL,
    at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX record_appliance ON record (appliance, seq);
CREATE INDEX record_face ON record (owner) WHERE face;

-- Every id that a record names.
CREATE TABLE record_about (
    digest BYTEA NOT NULL,
    seq BIGINT NOT NULL REFERENCES record (seq) ON DELETE CASCADE,
    PRIMARY KEY (digest, seq)
);
CREATE INDEX record_about_seq ON record_about (seq);

-- That somebody was erased: no record that names them is taken any more.
CREATE TABLE erasure (
    id BYTEA PRIMARY KEY,
    appliance TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE TABLE erased (
    digest BYTEA PRIMARY KEY,
    erasure BYTEA NOT NULL REFERENCES erasure (id)
);

-- Which appliance holds nothing of them any more.
CREATE TABLE erased_ack (
    erasure BYTEA NOT NULL REFERENCES erasure (id),
    appliance TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (erasure, appliance)
);
