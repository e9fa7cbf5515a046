-- Ways to the few rows that the mail asks for at every look, past all who wait for nothing.
CREATE INDEX subscription_to_survey ON subscription (subscription_id)
    WHERE survey_after IS NOT NULL;
CREATE INDEX subscription_reminded ON subscription (serial_id, reached)
    WHERE kind = 'reminders' AND state = 'active';
