package web

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// auditPage is how many entries of the log a page covers, by their sequence numbers.
const auditPage = 100

// audit is the course's log, newest first, with the chain of hashes checked as it is shown.
func (s *Server) audit(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.CourseID](c, "course")
	if err != nil {
		return err
	}
	membership, err := s.school.Course(ctx, by, id)
	if err != nil {
		return err
	}
	check, err := s.school.VerifyAudit(ctx, by)
	if err != nil {
		return err
	}
	after, err := strconv.ParseInt(c.QueryParam("after"), 10, 64)
	if err != nil || after < 0 {
		after = max(0, check.Entries-auditPage)
	}
	query := strings.TrimSpace(c.QueryParam("q"))
	entries, err := s.auditEntries(ctx, by, id, after, query)
	if err != nil {
		return err
	}
	in, now := zone(membership.Course), s.now()
	slices.Reverse(entries)
	rows := auditRows(entries, now, in)
	for i, e := range entries {
		if !strings.Contains(string(rows[i].What), string(plain(e.Whom))) {
			rows[i].Whom = e.Whom
		}
	}
	v := views.Audit{Page: s.frame(c, "Audit"), Course: membership.Course.Title, Rows: rows, Intact: check.Sound,
		Checked: views.At(now, now, in), ExportURL: auditURL(id) + ".jsonl", Query: query}
	v.Page.Nav = "audit"
	if !check.Sound {
		v.BrokenAt = fmt.Sprintf("entry %d: %s", check.Bad, check.Why)
	}
	if query == "" && after > 0 {
		v.Older = fmt.Sprintf("%s?after=%d", auditURL(id), max(0, after-auditPage))
	}
	if query == "" && after+auditPage < check.Entries {
		v.Newer = fmt.Sprintf("%s?after=%d", auditURL(id), after+auditPage)
	}
	return s.show(c, http.StatusOK, views.AuditPage(v))
}

// Bounds of a search in the log.
const (
	auditScanned = 20000
	auditFound   = 200
)

// auditEntries are the entries of one page, or those in which a word is found.
func (s *Server) auditEntries(ctx context.Context, by school.Actor, id school.CourseID, after int64, query string) ([]school.AuditEntry, error) {
	if query == "" {
		entries, err := s.school.AuditTrail(ctx, by, school.AuditFilter{Course: id, Page: school.Page{After: after, Limit: auditPage}})
		return slices.DeleteFunc(entries, func(e school.AuditEntry) bool { return e.Seq > after+auditPage }), err
	}
	var found []school.AuditEntry
	word := strings.ToLower(query)
	filter := school.AuditFilter{Course: id, Page: school.Page{Limit: 200}}
	for scanned := 0; scanned < auditScanned; {
		entries, err := s.school.AuditTrail(ctx, by, filter)
		if err != nil || len(entries) == 0 {
			return found, err
		}
		for _, e := range entries {
			text := strings.ToLower(e.Name + " " + e.Whom + " " + e.Action + " " + e.Subject + " " + e.Hash + " " + string(auditWords(e)))
			if strings.Contains(text, word) {
				found = append(found, e)
			}
		}
		if len(found) > auditFound {
			found = found[len(found)-auditFound:]
		}
		scanned += len(entries)
		filter.Page.After = entries[len(entries)-1].Seq
	}
	return found, nil
}

// exportAudit writes the log of a course as one JSON object a line, so that it can be verified elsewhere.
func (s *Server) exportAudit(c echo.Context) error {
	id, err := identifier[school.CourseID](c, "course")
	if err != nil {
		return err
	}
	return s.writeLog(c, school.AuditFilter{Course: id}, fmt.Sprintf("audit-course-%d.jsonl", id))
}

// exportMyLog writes all entries of the log that are about whoever asks.
func (s *Server) exportMyLog(c echo.Context) error {
	return s.writeLog(c, school.AuditFilter{Person: s.actor(c).ID}, "my-log.jsonl")
}

// readMyLog is the same log as text, a line an entry: when, who, what, and the beginning of its hash.
func (s *Server) readMyLog(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	h := c.Response().Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", `inline; filename="my-log.txt"`)
	filter := school.AuditFilter{Person: by.ID, Page: school.Page{Limit: 200}}
	for first := true; ; first = false {
		entries, err := s.school.AuditTrail(ctx, by, filter)
		if err != nil && first {
			return err
		}
		if err != nil || len(entries) == 0 {
			return nil
		}
		for _, e := range entries {
			words := strings.Join(strings.Fields(auditText(e)), " ")
			if _, err := fmt.Fprintf(c.Response(), "%s  %s: %s  [%d, %.8s]\n", e.At.UTC().Format("2006-01-02 15:04:05 UTC"), e.Name, words, e.Seq, e.Hash); err != nil {
				return err
			}
		}
		filter.Page.After = entries[len(entries)-1].Seq
	}
}

// writeLog sends entries page by page; `coronium audit verify FILE` checks what comes out.
func (s *Server) writeLog(c echo.Context, filter school.AuditFilter, name string) error {
	ctx, by := c.Request().Context(), s.actor(c)
	filter.Page = school.Page{Limit: 200}
	entries, err := s.school.AuditTrail(ctx, by, filter)
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Type", "application/jsonl; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename=%q`, name))
	c.Response().WriteHeader(http.StatusOK)
	write := json.NewEncoder(c.Response())
	for len(entries) > 0 {
		for _, entry := range entries {
			if err := write.Encode(entry); err != nil {
				return err
			}
		}
		filter.Page.After = entries[len(entries)-1].Seq
		if entries, err = s.school.AuditTrail(ctx, by, filter); err != nil {
			return err
		}
	}
	return nil
}

// actionWords are the entries of the log in words; an action without words is shown by its name. In braces stand
// details of the entry.
var actionWords = map[string]string{
	"attempt.begun": "began attempt {number}, seed {seed}", "submission.received": "handed in {stage}, number {number}, receipt {receipt}",
	"submission.graded": "{stage} judged: {score}, passed: {passed}", "submission.failed": "a piece of work could not be judged; the fault is ours",
	"checks.made": "{items} check items made", "sitting.opened": "opened sitting {number}, {mode}", "sitting.closed": "sitting {number} closed",
	"understanding.decided": "{right} right after sitting {sittings}, E = {E}: {status}", "flag.raised": "provisional flag raised, E = {E}",
	"flag.told": "told the trainee first", "flag.seen": "opened the flag", "flag.statement": "made a statement", "dossier.viewed": "opened this dossier",
	"note.written": "wrote a note on {stage}", "hint.opened": "opened hint {hint} of {stage}",
	"flag.appealed": "appealed to another person", "flag.returned": "fresh questions were answered; the flag is back with the one who decides",
	"viva.sheet": "opened the sheet of the viva", "viva.recorded": "wrote down what was said in the viva", "viva.read-back": "answered to the record of the viva, agreed: {agreed}",
	"item.quarantined": "withdrew questions of the kind \"{kind}\": {missed} of those otherwise cleared missed them", "understanding.recomputed": "decided again without them: {before}; now {after}",
	"context.opened": "opened the context, which is not used in the flag", "flag.cleared": "cleared the flag: {reason}", "flag.confirmed": "confirmed, not shown: {reason}",
	"flag.viva": "set a viva: {reason}", "flag.teach-back": "asked to teach back, then to sit again: {reason}",
	"fresh.asked": "asked for a fresh sitting", "fresh.granted": "granted a fresh sitting: {reason}", "fresh.refused": "granted no fresh sitting: {reason}",
	"flag.viva-asked": "asked for a viva", "flag.fresh": "granted a fresh sitting: {reason}",
	"recording.set": "let the writing of programs be recorded: {on}", "recording.agreed": "agreed that the writing of programs is recorded",
	"recording.declined": "said no to the recording of programs; what there was is deleted", "recording.deleted": "deleted how the program was written, {steps} steps",
	"replay.opened":   "replayed how the program was written, which is not used in the flag",
	"likeness.opened": "looked at the likeness of {compared} programs, which is not used in the flag",
	"sheet.prepared":  "made the sheet of sitting {number}, on paper", "sheet.printed": "looked at the sheet of sitting {number} of {trainee}", "sheet.keys": "looked at the keys of sitting {number} of {trainee}, on paper",
	"sheet.entered":       "entered what {trainee} wrote on the sheet of sitting {number}, sat on {sat}",
	"sheet.corrected":     "put right question {item} of the sheet of {trainee}, from {before} to {after}: {reason}",
	"course.accommodated": "agreed on {factor} times the time, {format}",
	"room.opened":         "opened the room until {until}", "room.closed": "closed the room",
	"assignment.extended": "gave more time, until {due}: {reason}", "person.added": "was added", "course.created": "the course was made",
	"course.enrolled": "enrolled as {role}", "assignment.made": "set {exercise}", "assignment.set": "set {exercise}",
}

func auditRows(entries []school.AuditEntry, now time.Time, in *time.Location) []views.AuditRow {
	var out []views.AuditRow
	for _, e := range entries {
		who := e.Name
		if who == "" {
			who = "System"
		}
		out = append(out, views.AuditRow{When: views.At(e.At, now, in), Who: who, What: auditWords(e), Hash: e.Hash[:min(8, len(e.Hash))]})
	}
	return out
}

func auditWords(e school.AuditEntry) views.Markdown { return plain(auditText(e)) }

// auditText is an entry in words.
func auditText(e school.AuditEntry) string {
	words, ok := actionWords[e.Action]
	if !ok {
		words = strings.NewReplacer(".", " ", "-", " ").Replace(e.Action)
		for _, key := range slices.Sorted(maps.Keys(e.Details)) {
			if e.Details[key] != "" {
				words += ", " + key + " {" + key + "}"
			}
		}
	}
	if e.Details["because"] != "" {
		words += "; {first} first, since {because}"
	}
	if e.Action == "flag.cleared" && e.Details["reason"] == "" {
		words = "cleared the flag"
	}
	for key, value := range e.Details {
		if len(value) == 64 && !strings.Contains(value, " ") {
			value = shortHash(value)
		}
		words = strings.ReplaceAll(words, "{"+key+"}", value)
	}
	return words
}
