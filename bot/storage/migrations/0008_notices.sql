-- What is told before a chapter that has a rating or warnings of its own; warnings are a JSON list.
ALTER TABLE chapter ADD COLUMN rating TEXT NOT NULL DEFAULT 'unrated';
ALTER TABLE chapter ADD COLUMN warnings TEXT NOT NULL DEFAULT '[]';
