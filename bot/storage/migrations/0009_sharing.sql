-- Who lets the other members of a server see how far they are in its serials. Nobody does at first.
CREATE TABLE sharing (
    guild_id INTEGER NOT NULL,
    user_id  INTEGER NOT NULL,
    since    INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sharing_of_user ON sharing (user_id);
