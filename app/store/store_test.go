package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"coronium/app/school"
	"coronium/app/store"
	"coronium/app/store/storetest"
)

func open(t *testing.T, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) school.Store { return open(t, t.TempDir()) })
}

// TestSettings reads back from SQLite what the data source names asked for: a misspelt setting is
// silently ignored by the driver.
func TestSettings(t *testing.T) {
	s := open(t, t.TempDir())
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2" /* FULL */, "busy_timeout": "5000", "foreign_keys": "1"} {
		var got string
		if err := s.SQL().QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", pragma, got, err, want)
		}
	}
	if n := s.SQL().Stats().MaxOpenConnections; n != 1 {
		t.Errorf("the writer has %d connections, want 1", n)
	}
}

// TestFolderNames opens stores in folders whose names mean something in a URI.
func TestFolderNames(t *testing.T) {
	for _, name := range []string{"with space", "what?", "50%", "a#b", "x&_journal_mode=OFF", "ü"} {
		dir := filepath.Join(t.TempDir(), name)
		open(t, dir)
		if _, err := os.Stat(filepath.Join(dir, store.FileName)); err != nil {
			t.Errorf("%s: the database is not in the folder: %v", name, err)
		}
	}
}

func TestReopenKeepsEverything(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	p := school.Person{Name: "Ada", Login: "ada"}
	if err := s.Write(context.Background(), func(tx school.Tx) error { return tx.InsertPerson(&p) }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	err := open(t, dir).Read(context.Background(), func(tx school.Tx) error {
		got, err := tx.Person(p.ID)
		if got.Login != "ada" {
			t.Errorf("after reopening: %+v", got)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestTheDatabaseRefuses goes behind the repositories: even a careless statement can't rewrite what
// was acknowledged, judged or logged.
func TestTheDatabaseRefuses(t *testing.T) {
	s := open(t, t.TempDir())
	statements := `
		INSERT INTO people VALUES (1, 'a', 'a', 0, 0, 1);
		INSERT INTO courses VALUES (1, 'c', 'UTC', 0, x'00', 1, 0);
		INSERT INTO assignments VALUES (1, 1, 'e', 't', 1, 2, 0, 'practice', 0, 'best', 0, '{}', 'timed', 8, 1);
		INSERT INTO attempts VALUES (1, 1, 1, 1, 7, 'v', 1);
		INSERT INTO submissions VALUES (1, 1, 1, 'derive', 'hand-in', 1, 'text', '{}', '', 1, 'r', 'graded', 0, '', 2, 1, 1, 1, 0, '', '', '', '');
		INSERT INTO submissions VALUES (2, 1, 1, 'derive', 'hand-in', 2, 'text', '{}', '', 1, 'r', 'queued', 0, '', 0, 0, 0, 0, 0, '', '', '', '');
		INSERT INTO audit VALUES (1, 1, 0, 'x', 1, 1, 's', '{}', 'p', 'h');`
	if _, err := s.SQL().Exec(statements); err != nil {
		t.Fatal(err)
	}
	for statement, why := range map[string]string{
		"UPDATE audit SET action = 'y'":                        "append-only",
		"DELETE FROM audit":                                    "append-only",
		"UPDATE submissions SET score = 0 WHERE id = 1":        "graded once",
		"UPDATE submissions SET state = 'queued' WHERE id = 1": "graded once",
		"UPDATE submissions SET text = 'other' WHERE id = 2":   "never changed",
		"UPDATE submissions SET received = 9 WHERE id = 2":     "never changed",
		"DELETE FROM submissions WHERE id = 2":                 "never deleted",
		"INSERT INTO attempts VALUES (2, 99, 1, 1, 7, 'v', 1)": "FOREIGN KEY",
	} {
		if _, err := s.SQL().Exec(statement); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: error %v, want one about %q", statement, err, why)
		}
	}
	if _, err := s.SQL().Exec("UPDATE submissions SET state = 'running' WHERE id = 2"); err != nil {
		t.Errorf("a waiting submission must be able to run: %v", err)
	}
}

// wantOpenError checks that opening fails with a sentence that says where, what and how to mend it.
func wantOpenError(t *testing.T, dir string, parts ...string) {
	t.Helper()
	s, err := store.Open(context.Background(), dir, store.Options{})
	if err == nil {
		s.Close()
		t.Errorf("%s: opened", dir)
		return
	}
	var open *store.OpenError
	if !errors.As(err, &open) || !open.BadInput() || open.Mend == "" {
		t.Errorf("%v (%T) is no *OpenError with a way to mend it", err, err)
		return
	}
	for _, part := range append(parts, dir) {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("%q is more than one line", err)
	}
}

func TestSecondServer(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	wantOpenError(t, dir, "another coronium serves from it", "--data")
	beside, err := store.Open(context.Background(), dir, store.Options{Beside: true})
	if err != nil {
		t.Fatalf("a command beside the server: %v", err)
	}
	beside.Close()
}

func TestNewerDatabase(t *testing.T) {
	for name, statement := range map[string]string{
		"ours":  "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)",
		"queue": "INSERT INTO river_migration (line, version) VALUES ('main', 9999)",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			if _, err := s.SQL().Exec(statement); err != nil {
				t.Fatal(err)
			}
			s.Close()
			wantOpenError(t, dir, "made by a newer Coronium", "Install the newer version")
		})
	}
}

func TestNoDatabase(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, store.FileName), []byte(strings.Repeat("this is no database ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	wantOpenError(t, dir, "damaged or no database", "backup")
}

func TestFolderIsAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wantOpenError(t, file, "it is a file, not a folder")
}

// asNobody runs fn with the file system rights of the user nobody: root could write anywhere, and
// tests often run as root. The thread is not given back.
func asNobody(t *testing.T, fn func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		fn()
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		if err := syscall.Setfsuid(65534); err != nil {
			t.Errorf("setfsuid: %v", err)
			return
		}
		fn()
	}()
	<-done
}

func TestReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	asNobody(t, func() { wantOpenError(t, dir, "can't be written to", "permission denied", "--data") })
	asNobody(t, func() { wantOpenError(t, filepath.Join(dir, "deeper", "still"), "can't be written to") })
}

func TestReadOnlyDatabase(t *testing.T) {
	dir := t.TempDir()
	open(t, dir).Close()
	for path, mode := range map[string]os.FileMode{dir: 0o777, filepath.Join(dir, "coronium.lock"): 0o666, filepath.Join(dir, store.FileName): 0o444} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	asNobody(t, func() { wantOpenError(t, dir, "can't be written to") })
}

// TestLockedByAnother holds the write lock from outside, as a program that has the file open would.
func TestLockedByAnother(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	s.Close()
	other, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, store.FileName)+"?_txlock=exclusive&_locking_mode=EXCLUSIVE&_journal_mode=DELETE")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	wantOpenError(t, dir, "locked by another program")
}

// TestLockedWhileServing: another program that holds the lock makes a write busy, not broken, and
// reads go on.
func TestLockedWhileServing(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	other, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, store.FileName)+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if err := s.Read(context.Background(), func(tx school.Tx) error { _, err := tx.People(0, 1); return err }); err != nil {
		t.Errorf("reading while another writes: %v", err)
	}
	err = s.Write(context.Background(), func(tx school.Tx) error { return tx.InsertPerson(&school.Person{Name: "x", Login: "x"}) })
	if school.KindOf(err) != school.Busy {
		t.Errorf("writing while another holds the lock: %v, want Busy", err)
	}
	tx.Rollback()
	if err := s.Write(context.Background(), func(tx school.Tx) error { return tx.InsertPerson(&school.Person{Name: "x", Login: "x"}) }); err != nil {
		t.Errorf("when the lock is free: %v", err)
	}
}

// TestFullDisk lets SQLite grow no further: it answers as it does on a full disk.
func TestFullDisk(t *testing.T) {
	s := open(t, t.TempDir())
	if _, err := s.SQL().Exec("PRAGMA max_page_count = 1"); err != nil { // it takes the size that there is
		t.Fatal(err)
	}
	var err error
	for i := 0; i < 50 && err == nil; i++ {
		err = s.Write(context.Background(), func(tx school.Tx) error {
			return tx.InsertPerson(&school.Person{Name: strings.Repeat("x", 4096), Login: strings.Repeat("y", i+1)})
		})
	}
	var shown *school.Error
	if !errors.As(err, &shown) || !strings.Contains(shown.Message, "disk is full") || shown.Hint == "" {
		t.Errorf("on a full disk: %v", err)
	}
	if err := s.Read(context.Background(), func(tx school.Tx) error { _, err := tx.People(0, 1); return err }); err != nil {
		t.Errorf("reading on a full disk: %v", err)
	}
}

// TestInterrupted: a request whose reader has gone ends as such, not as a fault of the database.
func TestInterrupted(t *testing.T) {
	s := open(t, t.TempDir())
	ctx, cancel := context.WithCancel(context.Background())
	err := s.Write(ctx, func(tx school.Tx) error {
		cancel()
		return tx.InsertPerson(&school.Person{Name: "x", Login: "x"})
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled in the middle: %v", err)
	}
	ctx, cancel = context.WithTimeout(context.Background(), 0)
	defer cancel()
	err = s.Read(ctx, func(tx school.Tx) error { _, err := tx.People(0, 1); return err })
	if school.KindOf(err) != school.Busy {
		t.Errorf("out of time: %v, want Busy", err)
	}
}
