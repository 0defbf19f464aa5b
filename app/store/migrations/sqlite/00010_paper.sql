-- +goose Up
-- Sittings on paper: who prepared the sheet, who entered its answers, when. 0 for sittings on a screen.
ALTER TABLE sittings ADD COLUMN prepared_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sittings ADD COLUMN entered_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sittings ADD COLUMN entered INTEGER NOT NULL DEFAULT 0;
-- An accommodation beside more time: on paper, or in large print. Empty for the screen.
ALTER TABLE enrolments ADD COLUMN format TEXT NOT NULL DEFAULT '';
