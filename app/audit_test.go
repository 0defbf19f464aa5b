package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coronium/app/school"
	"coronium/app/store"
)

// logOf makes a data folder whose log has n entries, the odd ones of course 1 and the even ones of course 2.
func logOf(t *testing.T, n int) (dir string, entries []school.AuditEntry) {
	t.Helper()
	dir = t.TempDir()
	s, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	prev := strings.Repeat("0", 64)
	err = s.Write(t.Context(), func(tx school.Tx) error {
		for i := range n {
			e := school.AuditEntry{Seq: int64(i + 1), At: time.Date(2026, 11, 23, 9, i, 0, 0, time.UTC), Actor: 2, Action: "flag.cleared", Course: school.CourseID(1 + i%2),
				Person: 3, Subject: fmt.Sprint("flag:", i), Details: map[string]string{"reason": fmt.Sprint("reason number ", i)}, Prev: prev}
			e.Hash = e.Sum()
			prev = e.Hash
			entries = append(entries, e)
			if err := tx.AppendAudit(e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir, entries
}

// verify runs the command and returns its exit status, its verdict and what it says.
func verify(t *testing.T, args ...string) (int, auditVerdict, string) {
	t.Helper()
	var out, errs bytes.Buffer
	c := &console{ctx: context.Background(), in: strings.NewReader(""), out: &out, err: &errs, getenv: os.Getenv}
	status := run(c, append([]string{"audit", "verify", "--json"}, args...))
	var v auditVerdict
	if out.Len() > 0 {
		if err := json.Unmarshal(out.Bytes(), &v); err != nil {
			t.Fatalf("%v in %s", err, out.String())
		}
	}
	return status, v, errs.String()
}

// tamper runs a statement on the database as somebody would who can write to the file: its triggers are no hindrance.
func tamper(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range []string{"DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete", statement} {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestAuditVerify(t *testing.T) {
	dir, entries := logOf(t, 450) // more than two pages
	head := entries[len(entries)-1].Hash
	status, v, says := verify(t, "--data", dir, "--head", entries[10].Hash)
	if status != exitDone || !v.Intact || v.Entries != 450 || v.Head != head || says != "" {
		t.Fatalf("a sound log: %d %+v %s", status, v, says)
	}
	for name, test := range map[string]struct {
		statement string
		entry     int64
		why       string
	}{
		"one character of a reason": {"UPDATE audit SET details = replace(details, 'reason number 6', 'reason numbed 6') WHERE seq = 7", 7, "its hash"},
		"details that are no JSON":  {"UPDATE audit SET details = '{\"reason\"' WHERE seq = 210", 210, "its hash"},
		"a microsecond":             {"UPDATE audit SET at = at + 1 WHERE seq = 1", 1, "its hash"},
		"an entry removed":          {"DELETE FROM audit WHERE seq = 200", 201, "entry 200 is missing"},
		"all but the first removed": {"DELETE FROM audit WHERE seq > 1", 2, "cut off the end"},
		"the newest removed":        {"DELETE FROM audit WHERE seq = 450", 450, "cut off the end"},
		"one put before the first":  {"INSERT INTO audit SELECT -7, at, actor, action, course, person, subject, details, prev, hash FROM audit WHERE seq = 1", -7, "put in before the first"},
		"a space in the details":    {"UPDATE audit SET details = replace(details, '\":', '\": ') WHERE seq = 99", 99, "its hash"},
		"the end, with its note":    {"DELETE FROM audit WHERE seq > 440; UPDATE audit_head SET seq = 440, hash = (SELECT hash FROM audit WHERE seq = 440)", 0, "head that was noted"},
	} {
		t.Run(name, func(t *testing.T) {
			copied := t.TempDir()
			if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			tamper(t, copied, test.statement)
			status, v, says := verify(t, "--data", copied, "--head", head)
			if status != exitUsage || v.Intact || v.Entry != test.entry || !strings.Contains(v.Why, test.why) || !strings.Contains(says, test.why) {
				t.Errorf("status %d, %+v, %q", status, v, says)
			}
		})
	}
}

// TestAuditFile changes the file itself, which no trigger sees.
func TestAuditFile(t *testing.T) {
	dir, _ := logOf(t, 30)
	path := filepath.Join(dir, store.FileName)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// A page that was split leaves its old text behind: change every copy, as somebody must who does not know which one counts.
	if !bytes.Contains(raw, []byte("reason number 17")) {
		t.Fatal("the reason is not in the file")
	}
	raw = bytes.ReplaceAll(raw, []byte("reason number 17"), []byte("season number 17"))
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	status, v, says := verify(t, "--data", dir)
	if status != exitUsage || v.Entry != 18 || !strings.Contains(says, "entry 18") {
		t.Errorf("status %d, %+v, %q", status, v, says)
	}
}

// TestAuditExport verifies what a course's audit page gives out.
func TestAuditExport(t *testing.T) {
	_, entries := logOf(t, 20)
	write := func(change func([]school.AuditEntry) []school.AuditEntry) string {
		var b bytes.Buffer
		var course []school.AuditEntry
		for _, e := range entries {
			if e.Course == 1 || e.Seq == 8 {
				course = append(course, e)
			}
		}
		for _, e := range change(course) {
			if err := json.NewEncoder(&b).Encode(e); err != nil {
				t.Fatal(err)
			}
		}
		name := filepath.Join(t.TempDir(), "audit.jsonl")
		if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	same := func(log []school.AuditEntry) []school.AuditEntry { return log }
	if status, v, says := verify(t, write(same), "--head", entries[18].Hash); status != exitDone || !v.Intact || v.Entries != 11 || v.Gaps != 8 {
		t.Errorf("a sound export: %d %+v %s", status, v, says)
	}
	for name, change := range map[string]func([]school.AuditEntry) []school.AuditEntry{
		"a changed person": func(log []school.AuditEntry) []school.AuditEntry { log[3].Person++; return log },
		"another order":    func(log []school.AuditEntry) []school.AuditEntry { log[2], log[3] = log[3], log[2]; return log },
		"a neighbour that was written anew": func(log []school.AuditEntry) []school.AuditEntry {
			log[3].Actor = 9 // entry 7, before 8
			log[3].Hash = log[3].Sum()
			return log
		},
		"nothing": func([]school.AuditEntry) []school.AuditEntry { return nil },
	} {
		if status, v, says := verify(t, write(change)); status != exitUsage || v.Intact || v.Why == "" {
			t.Errorf("%s: %d %+v %s", name, status, v, says)
		}
	}
	if status, _, says := verify(t, "--data", t.TempDir()); status != exitUsage || !strings.Contains(says, "--data") {
		t.Errorf("no database: %d %s", status, says)
	}
}
