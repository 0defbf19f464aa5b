-- +goose Up
-- How programs are written, in courses that have opted in and of trainees who have agreed. It is context for a person and
-- deleted when understanding has been shown.
ALTER TABLE courses ADD COLUMN records INTEGER NOT NULL DEFAULT 0;
ALTER TABLE enrolments ADD COLUMN recording TEXT NOT NULL DEFAULT '';

CREATE TABLE edit_records (
    attempt INTEGER NOT NULL REFERENCES attempts (id),
    stage   TEXT NOT NULL,
    began   INTEGER NOT NULL,
    last    INTEGER NOT NULL,
    starts  TEXT NOT NULL, -- what stood in the editor at the beginning
    text    TEXT NOT NULL, -- and stands there now
    steps   INTEGER NOT NULL,
    bytes   INTEGER NOT NULL,
    full    INTEGER NOT NULL,
    PRIMARY KEY (attempt, stage)
) STRICT;

CREATE TABLE edit_steps (
    attempt INTEGER NOT NULL REFERENCES attempts (id),
    stage   TEXT NOT NULL,
    first   INTEGER NOT NULL, -- number of the first of these steps, from 0
    steps   TEXT NOT NULL, -- JSON
    PRIMARY KEY (attempt, stage, first)
) STRICT;
