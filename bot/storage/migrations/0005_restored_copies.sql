-- Set where the database was put back from a copy: what the serial posted since the copy was made
-- stands in its channel after this message id, and is looked for before anything more goes out.
-- NULL is the rule: the database knows all that was posted.
ALTER TABLE serial ADD COLUMN survey_after INTEGER;
CREATE INDEX serial_to_survey ON serial (channel_id) WHERE survey_after IS NOT NULL;
