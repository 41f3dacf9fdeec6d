-- Version 8: webhooks deliver what is known of linked visitors.

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
