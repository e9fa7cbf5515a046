-- What the private reader keeps: where in a passage somebody is, bookmarks, how they like to read.
-- Letters are counted without white space, a marker as one.

-- So many letters into the passage that opens next.
ALTER TABLE place ADD COLUMN within INTEGER NOT NULL DEFAULT 0;

CREATE TABLE bookmark (
    bookmark_id INTEGER PRIMARY KEY AUTOINCREMENT,
    serial_id   INTEGER NOT NULL,
    user_id     INTEGER NOT NULL,
    passage     INTEGER NOT NULL,
    within      INTEGER NOT NULL,
    made_at     INTEGER NOT NULL,
    FOREIGN KEY (serial_id, user_id) REFERENCES place ON DELETE CASCADE
) STRICT;
CREATE INDEX bookmark_of_place ON bookmark (serial_id, user_id);

-- One row a person, for all servers; who has none reads long pages with ornaments.
CREATE TABLE preference (
    user_id INTEGER PRIMARY KEY,
    pages   TEXT NOT NULL,
    plain   INTEGER NOT NULL
) STRICT;
