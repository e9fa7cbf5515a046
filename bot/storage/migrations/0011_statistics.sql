-- How often a note was shown to somebody who asked for it. Nothing says to whom.
CREATE TABLE note_asked (
    serial_id INTEGER NOT NULL REFERENCES serial ON DELETE CASCADE,
    note_id   INTEGER NOT NULL REFERENCES note ON DELETE CASCADE,
    times     INTEGER NOT NULL,
    PRIMARY KEY (serial_id, note_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX note_asked_by_note ON note_asked (note_id);

-- When somebody said that they have read an instalment; NULL where that was before it was kept.
ALTER TABLE finished_mark ADD COLUMN marked_at INTEGER;
