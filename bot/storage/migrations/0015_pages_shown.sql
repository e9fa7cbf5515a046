-- What was shown of the passage after `viewed`, in letters, by pages that did not show its end.
ALTER TABLE place ADD COLUMN glimpsed INTEGER NOT NULL DEFAULT 0;
