-- Version 12: signatures are sealed, each with a key of whom it is of, and stand under the site transform.
-- What stood in the clear is sealed by `seal_plain` (sealed/whole.rs), in the same transaction.

ALTER TABLE template ADD COLUMN key INTEGER NOT NULL DEFAULT 0;
CREATE INDEX template_key ON template (key);
ALTER TABLE staff_template ADD COLUMN key INTEGER NOT NULL DEFAULT 0;
CREATE INDEX staff_template_key ON staff_template (key);

-- How signatures are kept. One row.
CREATE TABLE at_rest (
    -- The site transform in force: its number in the keyring, and in tags as 16 hexadecimal digits.
    transform INTEGER NOT NULL,
    -- Something was deleted or sealed, and old pages may still show what it was.
    unscrubbed INTEGER NOT NULL
) STRICT;
