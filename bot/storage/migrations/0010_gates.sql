-- Who may enter a serial's discussions: anyone, or after reading.
ALTER TABLE serial ADD COLUMN gate TEXT NOT NULL DEFAULT 'open';

-- What a thread was called when it was first to open. A private one is looked for by its name, and
-- a new edition may call its chapter otherwise meanwhile.
ALTER TABLE delivery ADD COLUMN name TEXT;

-- Who is let into which discussion behind a gate, by the instalment it opened with: asked for until
-- thread_id says into which thread they were let.
CREATE TABLE admission (
    serial_id  INTEGER NOT NULL REFERENCES serial ON DELETE CASCADE,
    instalment INTEGER NOT NULL,
    user_id    INTEGER NOT NULL,
    thread_id  INTEGER,
    attempts   INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL,
    PRIMARY KEY (serial_id, instalment, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX admission_asked ON admission (not_before) WHERE thread_id IS NULL;
CREATE INDEX admission_of_user ON admission (user_id);
