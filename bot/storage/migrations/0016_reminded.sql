-- When somebody was last reminded of anything: it holds for a day, also if they stop reminders and
-- ask for them again, so it is kept by person and not with what they get.
CREATE TABLE reminded (
    user_id INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL
) STRICT;
INSERT INTO reminded SELECT user_id, max(sent_at) FROM subscription
    WHERE kind = 'reminders' AND sent_at IS NOT NULL GROUP BY user_id;
ALTER TABLE subscription DROP COLUMN sent_at;
