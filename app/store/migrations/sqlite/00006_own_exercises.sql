-- +goose Up
-- Exercises that advisors wrote in the browser: the files as they were saved last, and the last state that loads, which is
-- what can be set to a course.
CREATE TABLE own_exercises (
    id        TEXT PRIMARY KEY,
    course    INTEGER NOT NULL REFERENCES courses (id),
    owner     INTEGER NOT NULL REFERENCES people (id),
    files     BLOB NOT NULL, -- zip
    published BLOB NOT NULL, -- zip; empty while it has never loaded
    updated   INTEGER NOT NULL
) STRICT;
CREATE INDEX own_exercises_course ON own_exercises (course);
