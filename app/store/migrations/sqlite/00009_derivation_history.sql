-- +goose Up
-- What was done to a derivation, so that it can be undone and redone: changes oldest first, the last ones of which are undone.
CREATE TABLE derivation_history (
    attempt  INTEGER PRIMARY KEY REFERENCES attempts (id),
    changes  TEXT NOT NULL,
    undone   INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
