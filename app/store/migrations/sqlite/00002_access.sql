-- +goose Up
CREATE TABLE credentials (
    person  INTEGER PRIMARY KEY REFERENCES people (id),
    hash    TEXT NOT NULL, -- argon2id, with its parameters and salt
    changed INTEGER NOT NULL
) STRICT;

CREATE TABLE sign_in_links (
    token   TEXT PRIMARY KEY, -- SHA-256 of what was printed
    person  INTEGER NOT NULL REFERENCES people (id),
    expires INTEGER NOT NULL,
    used    INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    token   TEXT PRIMARY KEY, -- SHA-256 of the cookie
    data    BLOB NOT NULL,
    expires INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_expires ON sessions (expires);
