-- The language that a server has chosen for what goes to its channels; NULL: its own in Discord.
ALTER TABLE guild ADD COLUMN language TEXT;
