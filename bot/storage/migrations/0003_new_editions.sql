-- What a story needs to be given a new edition while it runs.

-- How the moderator had it imported, as JSON: the next edition is imported the same way.
ALTER TABLE edition ADD COLUMN choices TEXT NOT NULL DEFAULT '{}';

-- The note of the next edition that says the same; and for a note that has none, the passage of the
-- newest edition that a reader has to have come to. Old buttons carry the ids of old notes.
ALTER TABLE note ADD COLUMN heir INTEGER REFERENCES note (note_id) ON DELETE SET NULL;
ALTER TABLE note ADD COLUMN stood INTEGER;
CREATE INDEX note_by_heir ON note (heir) WHERE heir IS NOT NULL;

-- The last passage that may be seen once a delivery is sent: its own, or where that was cut in
-- several, or has gone, the one that ends with its words.
ALTER TABLE delivery ADD COLUMN through INTEGER;
UPDATE delivery SET through = passage;

-- Messages that show an older text than their passage has. They are edited if a moderator asked.
CREATE TABLE correction (
    serial_id  INTEGER NOT NULL,
    instalment INTEGER NOT NULL,
    part       TEXT NOT NULL,
    asked      INTEGER NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER,
    told       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (serial_id, instalment, part),
    FOREIGN KEY (serial_id, instalment, part) REFERENCES delivery ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
