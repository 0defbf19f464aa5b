package school

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
)

// genesis is what the first entry has for a previous hash.
var genesis = hex.EncodeToString(make([]byte, sha256.Size))

// subject names a thing in the log.
func subject[ID ~int64](kind string, id ID) string { return fmt.Sprintf("%s:%d", kind, int64(id)) }

// Canonical is the text of an entry over which its hash is taken: one JSON object without spaces,
// keys in alphabetical order, all values strings or integers, time in UTC with microseconds, no
// escaping of HTML. The hash field itself is left out.
func (e AuditEntry) Canonical() []byte {
	details := e.Details
	if details == nil {
		details = map[string]string{}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	// Struct fields are written in the order of their declaration: keep it alphabetical.
	err := enc.Encode(struct {
		Action  string            `json:"action"`
		Actor   int64             `json:"actor"`
		At      string            `json:"at"`
		Course  int64             `json:"course"`
		Details map[string]string `json:"details"`
		Person  int64             `json:"person"`
		Prev    string            `json:"prev"`
		Seq     int64             `json:"seq"`
		Subject string            `json:"subject"`
	}{e.Action, int64(e.Actor), e.At.UTC().Format("2006-01-02T15:04:05.000000Z"), int64(e.Course), details,
		int64(e.Person), e.Prev, e.Seq, e.Subject})
	if err != nil {
		panic("audit entry of strings and integers did not encode: " + err.Error())
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// Sum is the SHA-256 of the canonical text, in hex.
func (e AuditEntry) Sum() string {
	sum := sha256.Sum256(e.Canonical())
	return hex.EncodeToString(sum[:])
}

// record appends an entry to the log in the transaction of what it records.
func (s *School) record(tx Tx, by Actor, e AuditEntry) error {
	last, err := tx.LastAudit()
	if isNotFound(err) {
		last, err = AuditEntry{Hash: genesis}, nil
	}
	if err != nil {
		return err
	}
	e.Seq, e.At, e.Actor, e.Prev = last.Seq+1, s.now(), by.ID, last.Hash
	if by.system {
		e.Actor = 0
	}
	for k, v := range e.Details {
		e.Details[k] = string(bytes.ToValidUTF8([]byte(v), []byte("\uFFFD"))) // as it will be read back
	}
	e.Hash = e.Sum()
	return tx.AppendAudit(e)
}

// Chain verifies entries one after another; the zero value begins at the start of the log.
type Chain struct {
	seq  int64
	hash string
}

// Add checks one entry against those before it and says what is wrong, or nothing.
func (c *Chain) Add(e AuditEntry) string {
	prev := c.hash
	if c.seq == 0 {
		prev = genesis
	}
	switch {
	case e.Seq < 1:
		return "it was put in before the first entry"
	case e.Seq != c.seq+1:
		return fmt.Sprintf("entry %d is missing", c.seq+1)
	case e.Prev != prev:
		return "it does not name the hash of the entry before it"
	case e.Hash != e.Sum():
		return "its hash is not the hash of what it says"
	}
	c.seq, c.hash = e.Seq, e.Hash
	return ""
}

// auditPage is how many entries are verified at a time.
const auditPage = 200

// VerifyAudit reads the whole log and names the first entry that does not fit. Errors: Forbidden
// for all but site administrators and those who teach.
func (s *School) VerifyAudit(ctx context.Context, by Actor) (AuditCheck, error) {
	if err := s.read(ctx, func(tx Tx) error { return mayAudit(tx, by) }); err != nil {
		return AuditCheck{}, err
	}
	check, err := VerifyLog(ctx, s.store, nil)
	return check, s.shown(err)
}

// VerifyLog is VerifyAudit for whoever holds the database itself: an auditor at a console. The log only
// grows, so that it may be read page by page beside a server that writes to it. Each entry that fits is shown
// to see, if that is not nil.
func VerifyLog(ctx context.Context, store Store, see func(AuditEntry)) (AuditCheck, error) {
	var check AuditCheck
	var chain Chain
	limit := auditPage
	after := int64(math.MinInt64) // what was put in before the first entry is read too
	for {
		var entries []AuditEntry
		var noted AuditEntry
		err := store.Read(ctx, func(tx Tx) (err error) {
			if entries, err = tx.Audit(AuditFilter{Page: Page{After: after, Limit: limit}}); err != nil {
				return err
			}
			if noted.Seq, noted.Hash, err = tx.AuditHead(); isNotFound(err) {
				return nil
			}
			return err
		})
		switch {
		case err == nil:
		case ctx.Err() != nil || KindOf(err) == Busy:
			return check, err
		case limit > 1:
			limit = 1 // one of the page can't be read; which?
			continue
		default:
			check.Bad, check.Why = check.Entries+1, "it can't be read: "+err.Error()
			return check, nil
		}
		for _, e := range entries {
			if why := chain.Add(e); why != "" {
				check.Bad, check.Why = e.Seq, why
				return check, nil
			}
			check.Entries, check.Head, after = e.Seq, e.Hash, e.Seq
			if see != nil {
				see(e)
			}
		}
		if len(entries) < limit {
			check.Bad, check.Why = cutOff(check, noted)
			check.Sound = check.Why == ""
			return check, nil
		}
	}
}

// cutOff compares the end of the log with what is noted of its newest entry outside of it, and names the entry that is
// missing, if any is.
func cutOff(check AuditCheck, noted AuditEntry) (int64, string) {
	switch {
	case noted.Seq > check.Entries && noted.Seq == check.Entries+1:
		return noted.Seq, "the newest entry was cut off the end"
	case noted.Seq > check.Entries:
		return check.Entries + 1, fmt.Sprintf("it and all after it, up to entry %d, were cut off the end", noted.Seq)
	case check.Entries > 0 && noted.Seq == 0:
		return check.Entries, "the note of the newest entry, which stands beside the log, is gone"
	case noted.Seq != check.Entries || noted.Hash != check.Head && check.Entries > 0:
		return check.Entries, fmt.Sprintf("the note of the newest entry, which stands beside the log, names entry %d with another hash", noted.Seq)
	}
	return 0, ""
}

// mayAudit allows site administrators, the system, and advisors of any course.
func mayAudit(tx Tx, by Actor) error {
	if by.Admin || by.system {
		return nil
	}
	courses, err := tx.CoursesOf(by.ID)
	if err != nil {
		return err
	}
	for _, m := range courses {
		if m.Role == Advisor {
			return nil
		}
	}
	return forbidden("The log is verified by advisors and administrators.")
}

// AuditTrail lists entries, oldest first: to an advisor those of a course, to a trainee those about
// the trainee, to a site administrator all. What a trainee's advisor may not know yet is left out.
// Errors: NotFound, Forbidden.
func (s *School) AuditTrail(ctx context.Context, by Actor, f AuditFilter) ([]AuditEntry, error) {
	var out []AuditEntry
	err := s.read(ctx, func(tx Tx) error {
		if f.Course != 0 {
			_, role, err := visit(tx, by, f.Course)
			if err != nil {
				return err
			}
			if role == Trainee {
				f.Person = by.ID
			}
		} else if !by.Admin && !by.system {
			f.Person = by.ID
		}
		entries, err := tx.Audit(f)
		if err != nil {
			return err
		}
		out, err = s.showAudit(tx, by, entries)
		return err
	})
	return out, err
}

// showAudit names the actors and leaves out what tells of a flag before it may be reviewed.
func (s *School) showAudit(tx Tx, by Actor, entries []AuditEntry) ([]AuditEntry, error) {
	names := map[PersonID]string{0: "System"}
	hidden := map[PersonID]map[string]bool{}
	now := s.now()
	var out []AuditEntry
	for _, e := range entries {
		if e.Person != 0 && e.Person != by.ID && !by.system {
			secrets, ok := hidden[e.Person]
			if !ok {
				secrets = map[string]bool{}
				flags, err := tx.FlagsOf(e.Person)
				if err != nil {
					return nil, err
				}
				for _, f := range flags {
					if !f.Reviewable(now) {
						secrets[subject("flag", f.ID)] = true
						secrets[decisionOf(f.Attempt, f.Round)] = true
					}
				}
				hidden[e.Person] = secrets
			}
			if secrets[e.Subject] || tellsOfFlag[e.Action] && secrets["decided:"+e.Subject+":"+e.Details["round"]] {
				continue
			}
		}
		for _, id := range []PersonID{e.Actor, e.Person} {
			if _, ok := names[id]; !ok {
				p, err := tx.Person(id)
				if err != nil && !isNotFound(err) {
					return nil, err
				}
				names[id] = p.Name
			}
		}
		e.Name = names[e.Actor]
		if e.Person != 0 && e.Person != e.Actor {
			e.Whom = names[e.Person]
		}
		out = append(out, e)
	}
	return out, nil
}

// tellsOfFlag are the actions on an attempt from which a flag can be guessed.
var tellsOfFlag = map[string]bool{"understanding.decided": true, "understanding.recomputed": true, "fresh.asked": true}

// decisionOf names the decision about one round of an attempt.
func decisionOf(a AttemptID, round int) string {
	return fmt.Sprintf("decided:%s:%d", subject("attempt", a), round)
}
