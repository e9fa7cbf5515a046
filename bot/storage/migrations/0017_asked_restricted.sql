-- That a reader asked in an age-restricted channel to get a serial by private message, and that this
-- has ended: what they got stays theirs to read, with the buttons under it.
CREATE TABLE asked_restricted (
    serial_id INTEGER NOT NULL REFERENCES serial ON DELETE CASCADE,
    user_id   INTEGER NOT NULL,
    PRIMARY KEY (serial_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX asked_restricted_of_user ON asked_restricted (user_id);
