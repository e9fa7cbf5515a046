-- What goes to one reader by private message.

-- A reader's personal instalments of a serial ('letters': at a wall time in a zone, so much each
-- day), or the wish to be told when they fall behind ('reminders': no time, no amount).
-- `reached` is the last passage that was sent, or for reminders that had dropped when it was last
-- looked; `sent` counts the letters; `told` is what the reader knows already: of letters, that
-- there is nothing more for now; `noticed`, that it is held and why.
CREATE TABLE subscription (
    subscription_id INTEGER PRIMARY KEY AUTOINCREMENT,
    serial_id    INTEGER NOT NULL REFERENCES serial ON DELETE CASCADE,
    user_id      INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    state        TEXT NOT NULL,
    held         TEXT,
    noticed      INTEGER NOT NULL DEFAULT 0,
    restricted   INTEGER NOT NULL,
    channel_id   INTEGER NOT NULL,
    locale       TEXT,
    wall_time    TEXT,
    zone         TEXT,
    size_kind    TEXT,
    size_count   INTEGER,
    next_at      INTEGER,
    reached      INTEGER NOT NULL DEFAULT 0,
    sent         INTEGER NOT NULL DEFAULT 0,
    told         INTEGER NOT NULL DEFAULT 0,
    sent_at      INTEGER,
    survey_after INTEGER,
    made_at      INTEGER NOT NULL,
    UNIQUE (serial_id, user_id, kind)
) STRICT;
CREATE INDEX subscription_of_user ON subscription (user_id);
CREATE INDEX subscription_by_next ON subscription (next_at) WHERE state = 'active';

-- The messages of the letter that is on its way, and of the last one: an outbox as `delivery` is.
-- The edition is the one that the passage has its number in, now and when it was claimed.
CREATE TABLE letter (
    subscription_id  INTEGER NOT NULL REFERENCES subscription ON DELETE CASCADE,
    edition_id       INTEGER NOT NULL,
    part             TEXT NOT NULL,
    number           INTEGER NOT NULL,
    position         INTEGER NOT NULL,
    channel_id       INTEGER NOT NULL,
    passage          INTEGER,
    state            TEXT NOT NULL,
    attempts         INTEGER NOT NULL DEFAULT 0,
    first_attempt_at INTEGER,
    baseline         INTEGER,
    not_before       INTEGER,
    blind            INTEGER NOT NULL DEFAULT 0,
    message_id       INTEGER,
    epoch            INTEGER,
    reason           TEXT,
    PRIMARY KEY (subscription_id, edition_id, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_open ON letter (subscription_id, number, position)
    WHERE state NOT IN ('sent', 'skipped');
CREATE INDEX letter_of_channel ON letter (channel_id, message_id);
