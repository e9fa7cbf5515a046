-- The white space dropped before a passage that goes on with a paragraph, as a run in JSON. NULL
-- where nothing goes on, and in editions kept before there were joints: there it is worked out.
ALTER TABLE passage ADD COLUMN joint TEXT;
