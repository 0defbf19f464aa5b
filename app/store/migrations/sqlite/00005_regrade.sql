-- +goose Up
-- The content that attempts began with, once for each version, and verdicts that were given again after a content fix.
CREATE TABLE content_versions (
    exercise TEXT NOT NULL,
    version  TEXT NOT NULL,
    snapshot BLOB NOT NULL, -- a zip of the exercise's folder
    kept     INTEGER NOT NULL,
    PRIMARY KEY (exercise, version)
) STRICT;

CREATE TABLE regrades (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    assignment INTEGER NOT NULL REFERENCES assignments (id),
    version    TEXT NOT NULL, -- of the content by which it is judged again
    asked_by   INTEGER NOT NULL,
    reason     TEXT NOT NULL,
    asked      INTEGER NOT NULL,
    applied    INTEGER NOT NULL, -- 0: a preview
    dropped    INTEGER NOT NULL
) STRICT;
CREATE INDEX regrades_assignment ON regrades (assignment);

CREATE TABLE regraded (
    regrade       INTEGER NOT NULL REFERENCES regrades (id),
    submission    INTEGER NOT NULL REFERENCES submissions (id),
    version       TEXT NOT NULL, -- of the content by which it was judged before
    judged        INTEGER NOT NULL, -- 0: not yet
    applied       INTEGER NOT NULL, -- 0, or when the verdict took the place of the one before
    fault         TEXT NOT NULL,    -- ours
    score         REAL NOT NULL,
    max           REAL NOT NULL,
    passed        INTEGER NOT NULL,
    ungradable    INTEGER NOT NULL,
    says          TEXT NOT NULL,
    misconception TEXT NOT NULL,
    work_fault    TEXT NOT NULL,
    report        TEXT NOT NULL,
    PRIMARY KEY (regrade, submission)
) STRICT;
CREATE INDEX regraded_applied ON regraded (submission) WHERE applied > 0;

-- A verdict that was applied is a verdict: it is replaced by a later one, never changed.
-- +goose StatementBegin
CREATE TRIGGER regraded_keep BEFORE UPDATE ON regraded WHEN OLD.applied > 0
BEGIN SELECT RAISE (ABORT, 'an applied verdict is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER regraded_stay BEFORE DELETE ON regraded WHEN OLD.applied > 0
BEGIN SELECT RAISE (ABORT, 'an applied verdict is never deleted'); END;
-- +goose StatementEnd
