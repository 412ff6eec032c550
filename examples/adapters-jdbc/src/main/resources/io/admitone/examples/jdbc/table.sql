-- One row is one ticket that waits for its redemption. The store needs SELECT, INSERT and DELETE on it.
-- Text is kept as bytes: names may hold characters that a text column refuses, such as U+0000.
CREATE TABLE admitone_ticket (
  ticket_key VARCHAR(43)              PRIMARY KEY,
  session_id BYTEA                    NOT NULL,
  grant_data BYTEA                    NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX admitone_ticket_session_id ON admitone_ticket (session_id);
CREATE INDEX admitone_ticket_expires_at ON admitone_ticket (expires_at);
