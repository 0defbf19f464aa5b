-- +goose Up
-- A trainee's wish for a fresh sitting, after a round that did not settle it, and the answer.
CREATE TABLE fresh_requests (
    attempt     INTEGER NOT NULL REFERENCES attempts (id),
    round       INTEGER NOT NULL, -- after which it was asked for
    asked       INTEGER NOT NULL, -- 0: offered unasked
    words       TEXT NOT NULL,
    answered    INTEGER NOT NULL, -- 0: not yet
    answered_by INTEGER NOT NULL,
    granted     INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    PRIMARY KEY (attempt, round)
) STRICT;
CREATE INDEX fresh_waiting ON fresh_requests (attempt) WHERE answered = 0;
