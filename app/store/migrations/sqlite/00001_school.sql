-- +goose Up
-- Times are microseconds since 1970 in UTC; 0 stands for "not yet". JSON is stored as text.

CREATE TABLE people (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT NOT NULL,
    login   TEXT NOT NULL UNIQUE,
    admin   INTEGER NOT NULL,
    demo    INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE courses (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    title    TEXT NOT NULL,
    zone     TEXT NOT NULL,
    archived INTEGER NOT NULL,
    secret   BLOB NOT NULL,
    created  INTEGER NOT NULL
) STRICT;

CREATE TABLE enrolments (
    course      INTEGER NOT NULL REFERENCES courses (id),
    person      INTEGER NOT NULL REFERENCES people (id),
    role        TEXT NOT NULL CHECK (role IN ('trainee', 'advisor', 'assistant')),
    time_factor REAL NOT NULL,
    created     INTEGER NOT NULL,
    PRIMARY KEY (course, person)
) STRICT;
CREATE INDEX enrolments_person ON enrolments (person);

CREATE TABLE assignments (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    course       INTEGER NOT NULL REFERENCES courses (id),
    exercise     TEXT NOT NULL,
    title        TEXT NOT NULL,
    opens        INTEGER NOT NULL,
    due          INTEGER NOT NULL,
    grace        INTEGER NOT NULL, -- seconds
    late         TEXT NOT NULL,
    late_per_day INTEGER NOT NULL,
    counts       TEXT NOT NULL,
    attempts     INTEGER NOT NULL,
    policies     TEXT NOT NULL,
    mode         TEXT NOT NULL,
    check_items  INTEGER NOT NULL,
    created      INTEGER NOT NULL
) STRICT;
CREATE INDEX assignments_course ON assignments (course, due);

CREATE TABLE extensions (
    assignment INTEGER NOT NULL REFERENCES assignments (id),
    person     INTEGER NOT NULL REFERENCES people (id),
    due        INTEGER NOT NULL,
    reason     TEXT NOT NULL,
    given_by   INTEGER NOT NULL,
    created    INTEGER NOT NULL,
    PRIMARY KEY (assignment, person)
) STRICT;

CREATE TABLE room_codes (
    assignment INTEGER PRIMARY KEY REFERENCES assignments (id),
    code       TEXT NOT NULL,
    until      INTEGER NOT NULL
) STRICT;

CREATE TABLE overrides (
    assignment INTEGER NOT NULL REFERENCES assignments (id),
    person     INTEGER NOT NULL REFERENCES people (id),
    stage      TEXT NOT NULL,
    points     REAL NOT NULL,
    reason     TEXT NOT NULL,
    given_by   INTEGER NOT NULL,
    given      INTEGER NOT NULL,
    PRIMARY KEY (assignment, person, stage)
) STRICT;

CREATE TABLE attempts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    assignment INTEGER NOT NULL REFERENCES assignments (id),
    person     INTEGER NOT NULL REFERENCES people (id),
    number     INTEGER NOT NULL,
    seed       INTEGER NOT NULL,
    version    TEXT NOT NULL,
    begun      INTEGER NOT NULL,
    UNIQUE (assignment, person, number)
) STRICT;
CREATE INDEX attempts_person ON attempts (person);

CREATE TABLE drafts (
    attempt  INTEGER NOT NULL REFERENCES attempts (id),
    stage    TEXT NOT NULL,
    text     TEXT NOT NULL,
    fields   TEXT NOT NULL,
    revision INTEGER NOT NULL,
    saved    INTEGER NOT NULL,
    pasted   INTEGER NOT NULL,
    PRIMARY KEY (attempt, stage)
) STRICT;

CREATE TABLE predictions (
    attempt INTEGER NOT NULL REFERENCES attempts (id),
    field   TEXT NOT NULL,
    value   TEXT NOT NULL,
    sealed  INTEGER NOT NULL,
    PRIMARY KEY (attempt, field)
) STRICT;

CREATE TABLE derivation_lines (
    attempt   INTEGER NOT NULL REFERENCES attempts (id),
    n         INTEGER NOT NULL,
    text      TEXT NOT NULL,
    verdict   TEXT NOT NULL,
    holds     INTEGER NOT NULL,
    rule      TEXT NOT NULL,
    message   TEXT NOT NULL,
    slip      TEXT NOT NULL,
    dimension TEXT NOT NULL,
    tex       TEXT NOT NULL,
    report    TEXT NOT NULL,
    tries     INTEGER NOT NULL,
    first     INTEGER NOT NULL,
    judged    INTEGER NOT NULL,
    PRIMARY KEY (attempt, n)
) STRICT;

CREATE TABLE hints (
    attempt INTEGER NOT NULL REFERENCES attempts (id),
    stage   TEXT NOT NULL,
    n       INTEGER NOT NULL,
    opened  INTEGER NOT NULL,
    PRIMARY KEY (attempt, stage, n)
) STRICT;

CREATE TABLE notes (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    attempt INTEGER NOT NULL REFERENCES attempts (id),
    stage   TEXT NOT NULL,
    line    INTEGER NOT NULL,
    author  INTEGER NOT NULL REFERENCES people (id),
    text    TEXT NOT NULL,
    written INTEGER NOT NULL
) STRICT;
CREATE INDEX notes_attempt ON notes (attempt);

CREATE TABLE submissions (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    attempt       INTEGER NOT NULL REFERENCES attempts (id),
    person        INTEGER NOT NULL REFERENCES people (id),
    stage         TEXT NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('run', 'hand-in')),
    number        INTEGER NOT NULL,
    text          TEXT NOT NULL,
    fields        TEXT NOT NULL,
    declared      TEXT NOT NULL,
    received      INTEGER NOT NULL,
    receipt       TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('queued', 'running', 'graded', 'failed')),
    late          INTEGER NOT NULL, -- microseconds
    fault         TEXT NOT NULL,    -- ours
    graded        INTEGER NOT NULL,
    score         REAL NOT NULL,
    max           REAL NOT NULL,
    passed        INTEGER NOT NULL,
    ungradable    INTEGER NOT NULL,
    says          TEXT NOT NULL,
    misconception TEXT NOT NULL,
    work_fault    TEXT NOT NULL,    -- the trainee's
    report        TEXT NOT NULL,
    UNIQUE (attempt, stage, kind, number)
) STRICT;
CREATE INDEX submissions_waiting ON submissions (id) WHERE state IN ('queued', 'running');

-- What was acknowledged is never changed, and a verdict is given once.
-- +goose StatementBegin
CREATE TRIGGER submissions_keep_work BEFORE UPDATE OF attempt, person, stage, kind, number, text, fields, received, receipt ON submissions
BEGIN SELECT RAISE (ABORT, 'a submission is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER submissions_keep_verdict BEFORE UPDATE ON submissions WHEN OLD.state = 'graded'
BEGIN SELECT RAISE (ABORT, 'a submission is graded once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER submissions_keep BEFORE DELETE ON submissions
BEGIN SELECT RAISE (ABORT, 'a submission is never deleted'); END;
-- +goose StatementEnd

CREATE TABLE check_pools (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    attempt    INTEGER NOT NULL REFERENCES attempts (id),
    submission INTEGER NOT NULL REFERENCES submissions (id),
    round      INTEGER NOT NULL,
    made       INTEGER NOT NULL,
    items      INTEGER NOT NULL,
    UNIQUE (attempt, round)
) STRICT;

CREATE TABLE sittings (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    attempt    INTEGER NOT NULL REFERENCES attempts (id),
    submission INTEGER NOT NULL REFERENCES submissions (id),
    person     INTEGER NOT NULL REFERENCES people (id),
    round      INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    mode       TEXT NOT NULL,
    opened     INTEGER NOT NULL,
    closed     INTEGER NOT NULL,
    focus_lost INTEGER NOT NULL,
    UNIQUE (attempt, round, number)
) STRICT;

CREATE TABLE check_items (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    pool       INTEGER NOT NULL REFERENCES check_pools (id),
    family     TEXT NOT NULL,
    g          REAL NOT NULL,
    slip       REAL NOT NULL,
    seconds    INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    shown      TEXT NOT NULL,
    whole      TEXT NOT NULL, -- with the key
    sitting    INTEGER REFERENCES sittings (id),
    n          INTEGER NOT NULL,
    served     INTEGER NOT NULL,
    deadline   INTEGER NOT NULL,
    answered   INTEGER NOT NULL,
    answer     TEXT NOT NULL,
    dont_know  INTEGER NOT NULL,
    timed_out  INTEGER NOT NULL,
    marked     INTEGER NOT NULL,
    correct    INTEGER NOT NULL,
    says       TEXT NOT NULL
) STRICT;
CREATE INDEX check_items_pool ON check_items (pool);
CREATE INDEX check_items_sitting ON check_items (sitting, n);

CREATE TABLE standings (
    attempt    INTEGER PRIMARY KEY REFERENCES attempts (id),
    submission INTEGER NOT NULL,
    round      INTEGER NOT NULL,
    status     TEXT NOT NULL,
    decision   TEXT NOT NULL,
    decided    INTEGER NOT NULL,
    score      REAL NOT NULL,
    max        REAL NOT NULL,
    changed    INTEGER NOT NULL
) STRICT;

CREATE TABLE flags (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    course        INTEGER NOT NULL REFERENCES courses (id),
    assignment    INTEGER NOT NULL REFERENCES assignments (id),
    attempt       INTEGER NOT NULL UNIQUE REFERENCES attempts (id),
    submission    INTEGER NOT NULL REFERENCES submissions (id),
    person        INTEGER NOT NULL REFERENCES people (id),
    state         TEXT NOT NULL,
    raised        INTEGER NOT NULL,
    told          INTEGER NOT NULL,
    seen          INTEGER NOT NULL,
    statement_due INTEGER NOT NULL,
    statement     TEXT NOT NULL,
    stated        INTEGER NOT NULL,
    wants_viva    INTEGER NOT NULL,
    decided_by    INTEGER NOT NULL,
    decided       INTEGER NOT NULL,
    reason        TEXT NOT NULL,
    appeal        TEXT NOT NULL,
    final         INTEGER NOT NULL,
    round         INTEGER NOT NULL
) STRICT;
CREATE INDEX flags_course ON flags (course, id);
CREATE INDEX flags_person ON flags (person, id);

CREATE TABLE audit (
    seq     INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    actor   INTEGER NOT NULL,
    action  TEXT NOT NULL,
    course  INTEGER NOT NULL,
    person  INTEGER NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL,
    prev    TEXT NOT NULL,
    hash    TEXT NOT NULL
) STRICT;
CREATE INDEX audit_course ON audit (course, seq);
CREATE INDEX audit_person ON audit (person, seq);
CREATE INDEX audit_subject ON audit (subject, seq);
-- +goose StatementBegin
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE (ABORT, 'the audit log is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE (ABORT, 'the audit log is append-only'); END;
-- +goose StatementEnd
