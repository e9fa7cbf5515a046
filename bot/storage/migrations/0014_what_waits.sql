-- Ways to the few rows that the dispatch asks for at every look, past all that is done with.
CREATE INDEX serial_owing ON serial (serial_id) WHERE owed > 0;
CREATE INDEX correction_asked ON correction (serial_id, instalment, part) WHERE asked;
