package school

import "time"

// AuditEntry is one line of the append-only log. Hash covers all other fields and Prev, so that no
// entry can be changed or removed without every later one showing it.
type AuditEntry struct {
	Seq     int64
	At      time.Time // UTC, whole microseconds
	Actor   PersonID  // 0 for the system
	Name    string    `json:"-"` // of the actor, for display; not part of the hash
	Whom    string    `json:"-"` // name of the person whom it is about, for display; empty if that is the actor
	Action  string    // "flag.raised", "submission.graded", …
	Course  CourseID
	Person  PersonID // whom it is about
	Subject string   // "flag:3", "submission:17"
	Details map[string]string
	Prev    string // hex
	Hash    string // hex
}

// AuditFilter chooses entries. The zero value is everything that the asker may see.
type AuditFilter struct {
	Course   CourseID
	Person   PersonID
	Subjects []string // any of these; all if empty; at most 100
	Page     Page     // After is a sequence number
}

// AuditCheck is the result of verifying the whole log.
type AuditCheck struct {
	Entries int64  // that fit, from the first on
	Head    string // hash of the last that fits; who notes it down can tell later that nothing was cut off the end
	Sound   bool
	Bad     int64  // sequence number of the first entry that does not fit
	Why     string // what is wrong with it
}
