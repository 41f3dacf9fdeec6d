-- Version 4: what is measured of strangers on site.

-- How alike people are who were seen at the same time, by what made their signatures: three numbers, nobody's face.
CREATE TABLE impostor (
    tag TEXT PRIMARY KEY,
    pairs INTEGER NOT NULL,
    mean REAL NOT NULL,
    -- Sum of the squared differences from the mean.
    squares REAL NOT NULL
) STRICT, WITHOUT ROWID;
