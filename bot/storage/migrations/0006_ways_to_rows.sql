-- Ways to what is asked for at every drop, so that it costs no more the more was delivered.
CREATE INDEX serial_of_channel ON serial (channel_id);
CREATE INDEX delivery_of_channel ON delivery (channel_id, message_id) WHERE part <> 'greeting';
