package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/sqlite/*.sql
var migrations embed.FS

// migrate brings the schema up to date: ours by goose, then River's by its own migrator. A database
// that a newer version has migrated is refused, since this one can't know what it means.
func migrate(ctx context.Context, db *sql.DB, dir string) error {
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return err
	}
	ours, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	has, knows, err := ours.GetVersions(ctx)
	if err != nil {
		return err
	}
	if has > knows {
		return newer(dir, fmt.Sprintf("schema %d; this program knows %d", has, knows))
	}
	if _, err := ours.Up(ctx); err != nil {
		return err
	}
	return migrateQueue(ctx, db, dir)
}

func migrateQueue(ctx context.Context, db *sql.DB, dir string) error {
	queue, err := rivermigrate.New(riversqlite.New(db), nil)
	if err != nil {
		return err
	}
	known := queue.AllVersions()
	has, err := queueVersion(ctx, db)
	if err != nil {
		return err
	}
	if has > known[len(known)-1].Version {
		return newer(dir, fmt.Sprintf("queue schema %d; this program knows %d", has, known[len(known)-1].Version))
	}
	_, err = queue.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// queueVersion is the version of River's tables, 0 if there are none. Its own migrator only says that
// it does not know a newer one.
func queueVersion(ctx context.Context, db *sql.DB) (int, error) {
	var tables, version int
	err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE name = 'river_migration'").Scan(&tables)
	if err != nil || tables == 0 {
		return 0, err
	}
	err = db.QueryRowContext(ctx, "SELECT coalesce(max(version), 0) FROM river_migration").Scan(&version)
	return version, err
}

func newer(dir, what string) error {
	return &OpenError{Path: dir, Problem: "its database was made by a newer Coronium (" + what + ")",
		Mend: "Install the newer version, or name another folder with --data"}
}
