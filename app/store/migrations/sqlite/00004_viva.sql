-- +goose Up
-- The record of a conversation about a flag, and the second person to whom a confirmed flag was appealed.
CREATE TABLE vivas (
    flag      INTEGER PRIMARY KEY REFERENCES flags (id),
    round     INTEGER NOT NULL,
    held_by   INTEGER NOT NULL REFERENCES people (id),
    held      INTEGER NOT NULL,
    asked     TEXT NOT NULL,
    answers   TEXT NOT NULL,
    notes     TEXT NOT NULL,
    read_back INTEGER NOT NULL,
    agreed    INTEGER NOT NULL,
    remark    TEXT NOT NULL
) STRICT;
ALTER TABLE flags ADD COLUMN appeal_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE flags ADD COLUMN appealed INTEGER NOT NULL DEFAULT 0;
