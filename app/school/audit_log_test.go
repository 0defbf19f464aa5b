package school_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"coronium/app/school"
)

// TestCanonical pins the text over which hashes are taken: a log that was written stays verifiable.
func TestCanonical(t *testing.T) {
	e := school.AuditEntry{Seq: 7, At: time.Date(2026, 11, 24, 15, 2, 3, 45_000, time.FixedZone("CET", 3600)), Actor: 2, Name: "not hashed", Action: "flag.cleared",
		Course: 1, Person: 3, Subject: "flag:14", Details: map[string]string{"reason": "a <b> & \"c\" é\n", "final": "false"}, Prev: "00ff", Hash: "not hashed either"}
	want := `{"action":"flag.cleared","actor":2,"at":"2026-11-24T14:02:03.000045Z","course":1,"details":{"final":"false","reason":"a <b> & \"c\" é\n"},"person":3,"prev":"00ff","seq":7,"subject":"flag:14"}`
	if got := string(e.Canonical()); got != want {
		t.Errorf("canonical text\n%s\nwant\n%s", got, want)
	}
	if got := e.Sum(); got != sha256Of(want) {
		t.Errorf("hash %s", got)
	}
	e.Details = nil
	if !bytes.Contains(e.Canonical(), []byte(`"details":{}`)) {
		t.Errorf("no details: %s", e.Canonical())
	}
	var back map[string]any
	if err := json.Unmarshal(e.Canonical(), &back); err != nil || len(back) != 9 {
		t.Errorf("%d keys, %v", len(back), err)
	}
}

// chainOf makes a sound log of n entries.
func chainOf(n int) []school.AuditEntry {
	var out []school.AuditEntry
	prev := fmt.Sprintf("%064d", 0)
	for i := range n {
		e := school.AuditEntry{Seq: int64(i + 1), At: monday.Add(time.Duration(i) * time.Minute), Actor: school.PersonID(i % 3), Action: "x.done",
			Course: 1, Person: school.PersonID(i % 5), Subject: fmt.Sprint("flag:", i), Details: map[string]string{"n": fmt.Sprint(i)}, Prev: prev}
		e.Hash = e.Sum()
		prev = e.Hash
		out = append(out, e)
	}
	return out
}

// firstBad verifies a log and returns the place of the first entry that does not fit, or -1.
func firstBad(log []school.AuditEntry) int {
	var c school.Chain
	for i, e := range log {
		if c.Add(e) != "" {
			return i
		}
	}
	return -1
}

// TestChainProperty changes one thing in a log, whatever and wherever it is: verification must name
// exactly that entry, or the one after it where an entry is gone.
func TestChainProperty(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	sound := chainOf(40)
	if at := firstBad(sound); at >= 0 {
		t.Fatalf("a sound log breaks at %d", at)
	}
	changes := map[string]func(*school.AuditEntry){
		"time":    func(e *school.AuditEntry) { e.At = e.At.Add(time.Microsecond) },
		"actor":   func(e *school.AuditEntry) { e.Actor++ },
		"action":  func(e *school.AuditEntry) { e.Action = "x.undone" },
		"course":  func(e *school.AuditEntry) { e.Course++ },
		"person":  func(e *school.AuditEntry) { e.Person++ },
		"subject": func(e *school.AuditEntry) { e.Subject += "0" },
		"details": func(e *school.AuditEntry) { e.Details = map[string]string{"n": "other"} },
		"a key":   func(e *school.AuditEntry) { e.Details = maps.Clone(e.Details); e.Details["m"] = "" },
		"prev":    func(e *school.AuditEntry) { e.Prev = flip(e.Prev) },
		"hash":    func(e *school.AuditEntry) { e.Hash = flip(e.Hash) },
		"seq":     func(e *school.AuditEntry) { e.Seq += 100 },
	}
	for name, change := range changes {
		for range 20 {
			log := append([]school.AuditEntry(nil), sound...)
			i := r.IntN(len(log))
			change(&log[i])
			if at := firstBad(log); at != i {
				t.Errorf("%s changed at %d, found at %d", name, i, at)
			}
			// Somebody who knows the format mends the hash too: then the entry after it gives it away.
			log[i].Hash = log[i].Sum()
			if at := firstBad(log); name != "hash" && i+1 < len(log) && at != i && at != i+1 {
				t.Errorf("%s changed at %d with a new hash, found at %d", name, i, at)
			}
		}
	}
	for range 50 {
		i := r.IntN(len(sound) - 1)
		removed := append(append([]school.AuditEntry(nil), sound[:i]...), sound[i+1:]...)
		if at := firstBad(removed); at != i {
			t.Errorf("entry %d removed, found at %d", i, at)
		}
		swapped := append([]school.AuditEntry(nil), sound...)
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
		if at := firstBad(swapped); at != i {
			t.Errorf("entries %d and %d swapped, found at %d", i, i+1, at)
		}
	}
}

func flip(hex string) string {
	last := "0"
	if hex[len(hex)-1] == '0' {
		last = "1"
	}
	return hex[:len(hex)-1] + last
}

// TestVerifyAudit verifies a log that the services wrote, longer than a page, and then one that was
// tampered with behind the database's back.
func TestVerifyAudit(t *testing.T) {
	c := newClass(t)
	for range 110 {
		c.must(c.s.WriteNote(ctx, c.advisor, []school.AttemptID{c.begunBy(c.ada), c.begunBy(c.ben)}, school.Derive, 0, "reason with ünï \u2028 and <tags>"))
	}
	check, err := c.s.VerifyAudit(ctx, c.advisor)
	c.must(err)
	if !check.Sound || check.Entries < 220 || check.Bad != 0 {
		t.Fatalf("a log that nobody touched: %+v", check)
	}
	for _, statement := range []string{"DROP TRIGGER audit_no_update", "UPDATE audit SET person = person + 1 WHERE seq = 215"} {
		if _, err := c.store.SQL().Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	check, err = c.s.VerifyAudit(ctx, c.admin)
	c.must(err)
	if check.Sound || check.Bad != 215 || check.Why == "" {
		t.Errorf("a log that was touched: %+v", check)
	}
}

// begunBy is an attempt, begun if need be.
func (c *class) begunBy(who school.Actor) school.AttemptID {
	c.t.Helper()
	a, err := c.s.Begin(ctx, who, c.assignment.ID)
	c.must(err)
	return a.ID
}

// TestBadTextInTheLog: bytes that are no text can't make an entry that fails its own hash.
func TestBadTextInTheLog(t *testing.T) {
	c := newClass(t)
	_, err := c.s.Extend(ctx, c.advisor, c.assignment.ID, c.ada.ID, "2026-12-01T18:00", "caf\xe9 \xff\xfe")
	c.must(err)
	check, err := c.s.VerifyAudit(ctx, c.admin)
	c.must(err)
	if !check.Sound {
		t.Errorf("%+v", check)
	}
}

func sha256Of(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
