package store

import (
	"context"
	"database/sql"
	"io/fs"
	"path/filepath"
	"testing"

	"coronium/app/school"

	"github.com/pressly/goose/v3"
)

// TestUpgrade makes the database of an older version, with an item in a sitting, and opens it with
// this one: what was there is there.
func TestUpgrade(t *testing.T) {
	dir := t.TempDir()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		t.Fatal(err)
	}
	old, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := old.UpTo(context.Background(), 2); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`
		INSERT INTO people VALUES (1, 'Ada', 'ada', 0, 0, 1);
		INSERT INTO courses VALUES (1, 'c', 'UTC', 0, x'00', 1);
		INSERT INTO assignments VALUES (1, 1, 'e', 't', 1, 2, 0, 'practice', 0, 'best', 0, '{}', 'timed', 8, 1);
		INSERT INTO attempts VALUES (1, 1, 1, 1, 7, 'v', 1);
		INSERT INTO submissions VALUES (1, 1, 1, 'implement', 'hand-in', 1, 'text', '{}', '', 1, 'r', 'graded', 0, '', 2, 1, 1, 1, 0, '', '', '', '');
		INSERT INTO check_pools VALUES (1, 1, 1, 1, 1, 1);
		INSERT INTO sittings VALUES (1, 1, 1, 1, 1, 1, 'timed', 5, 0, 0);
		INSERT INTO check_items VALUES (1, 1, 'C1', .05, .2, 60, 0, '{}', '{}', 1, 1, 6, 0, 0, '', 0, 0, 0, 0, '')`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(context.Background(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.Read(context.Background(), func(tx school.Tx) error {
		sit, err := tx.Sitting(1)
		if len(sit.Items) != 1 || sit.Items[0].Void || sit.Items[0].Family != "C1" {
			t.Errorf("after the upgrade: %+v", sit)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestMigrateTwice: opening again changes nothing.
func TestMigrateTwice(t *testing.T) {
	dir := t.TempDir()
	schema := func() string {
		s, err := Open(context.Background(), dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		var all string
		if err := s.SQL().QueryRow("SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_master ORDER BY name)").Scan(&all); err != nil {
			t.Fatal(err)
		}
		return all
	}
	if first, second := schema(), schema(); first != second {
		t.Error("the schema is another after the second start")
	}
}
