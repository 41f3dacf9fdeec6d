-- Version 6: what an event rests on.

-- When what it tells of began, and the share of that time in which a camera saw the visitor.
ALTER TABLE event ADD COLUMN since_utc TEXT;
ALTER TABLE event ADD COLUMN observed REAL;
