-- Version 5: what cameras are to show.

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
