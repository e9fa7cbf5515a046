-- Moments are whole microseconds since 1970, UTC. Bodies are JSON of the tree in bot.domain.story.
-- Ids are never used again (AUTOINCREMENT): they stand in buttons and nonces that outlive their row.

CREATE TABLE lease (
    lease_id INTEGER PRIMARY KEY CHECK (lease_id = 1),
    epoch    INTEGER NOT NULL,
    taken_at INTEGER NOT NULL
) STRICT;
INSERT INTO lease VALUES (1, 0, 0);

CREATE TABLE guild (
    guild_id          INTEGER PRIMARY KEY,
    librarian_role_id INTEGER,
    desk_channel_id   INTEGER,
    zone              TEXT
) STRICT;

-- A story belongs to one server, or to the shelf (no guild, the folder's name as slug).
CREATE TABLE story (
    story_id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER,
    slug     TEXT UNIQUE,
    title    TEXT NOT NULL,
    author   TEXT,
    summary  TEXT,
    language TEXT,
    rating   TEXT NOT NULL,
    warnings TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    CHECK ((guild_id IS NULL) = (slug IS NOT NULL))
) STRICT;
CREATE INDEX story_of_guild ON story (guild_id);

CREATE TABLE edition (
    edition_id  INTEGER PRIMARY KEY AUTOINCREMENT,
    story_id    INTEGER NOT NULL REFERENCES story ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    digest      TEXT NOT NULL,
    file_name   TEXT NOT NULL,
    imported_at INTEGER NOT NULL,
    words       INTEGER NOT NULL,
    UNIQUE (story_id, number)
) STRICT;

CREATE TABLE chapter (
    edition_id    INTEGER NOT NULL REFERENCES edition ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    kind          TEXT NOT NULL,
    number        INTEGER,
    title         TEXT,
    words         INTEGER NOT NULL,
    scenes        INTEGER NOT NULL,
    first_passage INTEGER NOT NULL,
    last_passage  INTEGER NOT NULL,
    PRIMARY KEY (edition_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE passage (
    edition_id  INTEGER NOT NULL REFERENCES edition ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    chapter     INTEGER NOT NULL,
    first_scene INTEGER NOT NULL,
    last_scene  INTEGER NOT NULL,
    continued   INTEGER NOT NULL,
    words       INTEGER NOT NULL,
    body        TEXT NOT NULL,
    PRIMARY KEY (edition_id, number)
) STRICT;

-- A note without a passage is a definition that no marker points to.
CREATE TABLE note (
    note_id    INTEGER PRIMARY KEY AUTOINCREMENT,
    edition_id INTEGER NOT NULL REFERENCES edition ON DELETE CASCADE,
    chapter    INTEGER NOT NULL,
    label      TEXT NOT NULL,
    passage    INTEGER,
    word       TEXT NOT NULL,
    sentence   TEXT NOT NULL,
    definition TEXT NOT NULL,
    UNIQUE (edition_id, chapter, label)
) STRICT;

CREATE TABLE serial (
    serial_id    INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id     INTEGER NOT NULL,
    channel_id   INTEGER NOT NULL,
    edition_id   INTEGER NOT NULL REFERENCES edition,
    started_by   INTEGER NOT NULL,
    started_at   INTEGER NOT NULL,
    state        TEXT NOT NULL,
    pause_reason TEXT,
    days         TEXT NOT NULL,
    wall_time    TEXT NOT NULL,
    zone         TEXT NOT NULL,
    size_kind    TEXT NOT NULL,
    size_count   INTEGER NOT NULL,
    discussion   TEXT NOT NULL,
    ping_role_id INTEGER,
    next_at      INTEGER,
    owed         INTEGER NOT NULL DEFAULT 0,
    missed       INTEGER NOT NULL DEFAULT 0,
    missed_at    INTEGER
) STRICT;
CREATE INDEX serial_of_guild ON serial (guild_id);
CREATE INDEX serial_by_next ON serial (next_at) WHERE state = 'running';

-- The plan of a serial. Once planned_at is set, an instalment is frozen.
CREATE TABLE instalment (
    serial_id     INTEGER NOT NULL REFERENCES serial ON DELETE CASCADE,
    number        INTEGER NOT NULL,
    chapter       INTEGER NOT NULL,
    first_passage INTEGER NOT NULL,
    last_passage  INTEGER NOT NULL,
    part          INTEGER NOT NULL,
    parts         INTEGER NOT NULL,
    planned_at    INTEGER,
    PRIMARY KEY (serial_id, number)
) STRICT, WITHOUT ROWID;

-- The outbox. Unique by what it is, never by when: no clock can repeat a chapter.
CREATE TABLE delivery (
    serial_id        INTEGER NOT NULL,
    instalment       INTEGER NOT NULL,
    part             TEXT NOT NULL,
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
    PRIMARY KEY (serial_id, instalment, part),
    FOREIGN KEY (serial_id, instalment) REFERENCES instalment ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_open ON delivery (channel_id, serial_id, instalment, position)
    WHERE state NOT IN ('sent', 'skipped');
CREATE INDEX delivery_by_message ON delivery (message_id) WHERE message_id IS NOT NULL;

-- Where a reader is: the furthest passage they opened, and the one that opens next.
CREATE TABLE place (
    serial_id INTEGER NOT NULL REFERENCES serial ON DELETE CASCADE,
    user_id   INTEGER NOT NULL,
    viewed    INTEGER NOT NULL,
    current   INTEGER NOT NULL,
    moved_at  INTEGER NOT NULL,
    PRIMARY KEY (serial_id, user_id)
) STRICT, WITHOUT ROWID;

-- The instalments they say they have read, and where they were before they said so.
CREATE TABLE finished_mark (
    serial_id      INTEGER NOT NULL,
    user_id        INTEGER NOT NULL,
    instalment     INTEGER NOT NULL,
    last_passage   INTEGER NOT NULL,
    current_before INTEGER NOT NULL,
    PRIMARY KEY (serial_id, user_id, instalment),
    FOREIGN KEY (serial_id, user_id) REFERENCES place ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What a moderator was shown and has not confirmed yet; the button outlives a restart.
CREATE TABLE draft (
    draft_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id   INTEGER NOT NULL,
    user_id    INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    payload    TEXT NOT NULL,
    file       BLOB,
    created_at INTEGER NOT NULL
) STRICT;
