-- Version 7: visitors have several scores, and each entry says to which of them it belongs.

ALTER TABLE ledger ADD COLUMN score TEXT NOT NULL DEFAULT 'engagement';
