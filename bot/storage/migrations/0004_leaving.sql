-- What is kept of readers and of servers, and how it goes.

-- Since when the bot is no longer in a server; NULL while it is. All of it is purged 30 days later.
ALTER TABLE guild ADD COLUMN left_at INTEGER;

-- Nobody, once whoever started a serial has deleted their data. The column is made anew to allow
-- for that, the table is not: its ids must never be used again.
ALTER TABLE serial ADD COLUMN starter INTEGER;
UPDATE serial SET starter = started_by;
ALTER TABLE serial DROP COLUMN started_by;
ALTER TABLE serial RENAME COLUMN starter TO started_by;

-- To find a reader's places in all servers.
CREATE INDEX place_of_user ON place (user_id);
