package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/mattn/go-sqlite3"
	sqlitegorm "gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// FileName is the database's name in the data folder.
const FileName = "coronium.db"

const (
	readers      = 4
	openTimeout  = 30 * time.Second // for opening and migrating
	writeTimeout = 10 * time.Second // for one transaction, waiting for its turn included
	readTimeout  = 10 * time.Second
	lockTimeout  = 5 * time.Second // for the lock of another process
)

// OpenError says why a data folder can't be used and how to mend it.
type OpenError struct {
	Path, Problem, Mend string
	cause               error
}

func (e *OpenError) Error() string {
	return fmt.Sprintf("data folder %s: %s. %s", e.Path, e.Problem, e.Mend)
}

// Unwrap gives the cause.
func (e *OpenError) Unwrap() error { return e.cause }

// BadInput reports that the folder that was named is at fault.
func (e *OpenError) BadInput() bool { return true }

// Options of a store.
type Options struct {
	// Beside lets a command open the store while a server has it. Only a server runs jobs, so only
	// a server needs the folder for itself.
	Beside bool
	Log    *slog.Logger
}

// Store is a school.Store on SQLite.
type Store struct {
	dir      string
	lock     *os.File
	writerDB *sql.DB
	readerDB *sql.DB
	writer   *gorm.DB
	reader   *gorm.DB
	enqueue  Enqueuer
}

// Open opens, and if need be makes and migrates, the database of a data folder. Errors: *OpenError
// for whatever the person who named the folder can mend.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, folderError(dir, err)
	}
	s := &Store{dir: dir}
	if err := s.takeLock(o.Beside); err != nil {
		return nil, err
	}
	if err := s.connect(ctx); err != nil {
		s.Close()
		return nil, databaseError(dir, err)
	}
	if err := migrate(ctx, s.writerDB, dir); err != nil {
		s.Close()
		return nil, databaseError(dir, err)
	}
	return s, nil
}

// takeLock makes sure that one server only works in the folder: a second one would take the jobs of
// the first for those of a process that died.
func (s *Store) takeLock(beside bool) error {
	path := filepath.Join(s.dir, "coronium.lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return folderError(s.dir, err)
	}
	if beside {
		return f.Close()
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		holder, _ := os.ReadFile(path)
		f.Close()
		who := strings.TrimSpace(string(holder))
		if who == "" {
			who = "unknown"
		}
		return &OpenError{Path: s.dir, Problem: "another coronium serves from it (process " + who + ")",
			Mend: "Stop that one, or name another folder with --data", cause: err}
	}
	s.lock = f
	if err := f.Truncate(0); err != nil {
		return folderError(s.dir, err)
	}
	if _, err := f.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0); err != nil {
		return folderError(s.dir, err)
	}
	return nil
}

// connect opens the two pools.
func (s *Store) connect(ctx context.Context) error {
	file := filepath.Join(s.dir, FileName)
	if err := checkFile(file); err != nil {
		return err
	}
	busy := fmt.Sprint(lockTimeout.Milliseconds())
	var err error
	if s.writerDB, s.writer, err = pool(ctx, file, 1, url.Values{"_journal_mode": {"WAL"}, "_synchronous": {"FULL"},
		"_busy_timeout": {busy}, "_foreign_keys": {"on"}, "_txlock": {"immediate"}, "_secure_delete": {"true"}}); err != nil {
		return err
	}
	s.readerDB, s.reader, err = pool(ctx, file, readers, url.Values{"_query_only": {"true"}, "_busy_timeout": {busy}, "_foreign_keys": {"on"}})
	return err
}

// checkFile finds out whether the file can be written before SQLite says so in its own words.
func checkFile(file string) error {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func pool(ctx context.Context, file string, size int, settings url.Values) (*sql.DB, *gorm.DB, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, nil, err
	}
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: settings.Encode()}
	db, err := sql.Open("sqlite3", dsn.String())
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, nil, err
	}
	g, err := gorm.Open(&sqlitegorm.Dialector{DriverName: "sqlite3", Conn: db}, &gorm.Config{
		SkipDefaultTransaction: true, TranslateError: true, Logger: logger.Discard})
	if err != nil {
		db.Close()
		return nil, nil, err
	}
	return db, g, nil
}

// SQL is the writer's pool, for the queue. It has one connection: whoever holds a transaction must
// do everything inside it.
func (s *Store) SQL() *sql.DB { return s.writerDB }

// Close closes the store; what was acknowledged is in the file.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.readerDB, s.writerDB} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// folderError explains what the file system said.
func folderError(dir string, err error) error {
	e := &OpenError{Path: dir, Problem: err.Error(), Mend: "Name a folder that this user can write to with --data", cause: err}
	switch {
	case errors.Is(err, fs.ErrPermission):
		e.Problem = "it can't be written to (permission denied)"
		e.Mend = "Give this user the right to write there, or name another folder with --data"
	case errors.Is(err, syscall.EROFS):
		e.Problem = "it is on a read-only file system"
	case errors.Is(err, syscall.ENOSPC):
		e.Problem, e.Mend = "there is no space left", "Free some space, or name another folder with --data"
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		e.Problem, e.Mend = "it is a file, not a folder", "Name a folder with --data"
	}
	return e
}

// databaseError explains what SQLite or the migrations said.
func databaseError(dir string, err error) error {
	var open *OpenError
	if errors.As(err, &open) {
		return open
	}
	e := &OpenError{Path: dir, Problem: err.Error(), Mend: "Restore a backup of " + FileName + ", or name another folder with --data", cause: err}
	var lite sqlite3.Error
	var path *fs.PathError
	switch {
	case errors.As(err, &path):
		return folderError(dir, err)
	case errors.Is(err, context.DeadlineExceeded):
		e.Problem, e.Mend = "the database did not answer in time", "See whether another program holds "+FileName
	case !errors.As(err, &lite):
	case lite.Code == sqlite3.ErrReadonly, lite.Code == sqlite3.ErrCantOpen, lite.Code == sqlite3.ErrPerm:
		e.Problem, e.Mend = "the database can't be written to", "Give this user the right to write to the folder and to all that is in it"
	case lite.Code == sqlite3.ErrBusy, lite.Code == sqlite3.ErrLocked:
		e.Problem, e.Mend = "the database is locked by another program", "Close the program that has "+FileName+" open"
	case lite.Code == sqlite3.ErrNotADB, lite.Code == sqlite3.ErrCorrupt:
		e.Problem = FileName + " is damaged or no database"
	case lite.Code == sqlite3.ErrFull:
		e.Problem, e.Mend = "there is no space left", "Free some space and start again"
	}
	return e
}
