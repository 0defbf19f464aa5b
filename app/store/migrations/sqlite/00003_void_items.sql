-- +goose Up
-- An item that could not be marked counts neither way.
ALTER TABLE check_items ADD COLUMN void INTEGER NOT NULL DEFAULT 0;
