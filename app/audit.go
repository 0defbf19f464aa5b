package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"coronium/app/school"
	"coronium/app/store"
)

// auditCommand groups what an auditor does with the log.
type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" help:"Check that no entry of the log was changed, removed or put in."`
}

// auditVerifyCommand follows the chain of hashes through the log, in the database of a site (beside a server that runs, too)
// or in a file that a course's audit page gave out.
type auditVerifyCommand struct {
	File string `arg:"" optional:"" help:"An exported log, one JSON object a line. Without it the log in the data folder is verified."`
	Data string `default:"data" help:"Folder of the database." type:"path"`
	Head string `placeholder:"HASH" help:"Hash of the newest entry as it was noted down before: it must still be in the log."`
	JSON bool   `name:"json" help:"One JSON document."`
}

// Help says what is proved and what is not; kong prints it below the flags.
func (auditVerifyCommand) Help() string {
	return "Every entry holds a hash of what it says and of the entry before it, so a changed byte is found at its entry, and a removed one at its gap. " +
		"What was cut off the end leaves no gap; it is missed by the note of the newest entry that the database keeps beside the log. " +
		"Against somebody who forges that too, note the head that this command prints, and give it with --head next time. " +
		"A course's export leaves out the entries of other courses; there each entry is checked by its own hash, and the links between neighbours."
}

// auditVerdict is the JSON of the command.
type auditVerdict struct {
	Entries int64  `json:"entries"`
	Head    string `json:"head"`
	Intact  bool   `json:"intact"`
	Entry   int64  `json:"entry,omitempty"` // the first that does not fit
	Why     string `json:"why,omitempty"`
	Gaps    int64  `json:"gaps,omitempty"` // places where an export leaves entries out
}

// Run verifies. A log that does not fit is a finding of the command, printed and told by exit status 2.
func (a auditVerifyCommand) Run(c *console) error {
	verify := a.database
	if a.File != "" {
		verify = a.export
	}
	v, err := verify(c)
	if err != nil {
		return err
	}
	if a.JSON {
		if err := json.NewEncoder(c.out).Encode(v); err != nil {
			return err
		}
	} else if v.Intact {
		fmt.Fprintf(c.out, "intact: %d entries, head %s\n", v.Entries, v.Head)
		if v.Gaps > 0 {
			fmt.Fprintf(c.out, "note: entries are left out at %d places, as an export of one course does; the whole log is verified with --data\n", v.Gaps)
		}
	}
	switch {
	case v.Intact:
		return nil
	case v.Entry == 0 && v.Why != "it was put in before the first entry":
		return badInput("the audit log is not intact: %s", v.Why)
	}
	return badInput("the audit log is not intact: entry %d: %s", v.Entry, v.Why)
}

func (a auditVerifyCommand) database(c *console) (auditVerdict, error) {
	if _, err := os.Stat(filepath.Join(a.Data, store.FileName)); err != nil {
		return auditVerdict{}, badInput("there is no %s in %s; name the folder that the server was given with --data", store.FileName, a.Data)
	}
	opened, err := store.Open(c.ctx, a.Data, store.Options{Beside: true})
	if err != nil {
		return auditVerdict{}, err
	}
	defer opened.Close()
	noted := a.Head == ""
	check, err := school.VerifyLog(c.ctx, opened, func(e school.AuditEntry) { noted = noted || e.Hash == a.Head })
	if err != nil {
		return auditVerdict{}, err
	}
	return a.withHead(auditVerdict{Entries: check.Entries, Head: check.Head, Intact: check.Sound, Entry: check.Bad, Why: check.Why}, noted), nil
}

// export checks a course's export, whose entries are in order but not all there.
func (a auditVerifyCommand) export(c *console) (auditVerdict, error) {
	f, err := os.Open(a.File)
	if err != nil {
		return auditVerdict{}, badInput("%s can't be read: %v", a.File, errors.Unwrap(err))
	}
	defer f.Close()
	var v auditVerdict
	var last school.AuditEntry
	noted := a.Head == ""
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxInput)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var e school.AuditEntry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			v.Why = fmt.Sprintf("line %d is no entry: %v", n, err)
			return v, nil
		}
		if why := follows(last, e); why != "" {
			v.Entry, v.Why = e.Seq, fmt.Sprintf("%s (line %d)", why, n)
			return v, nil
		}
		if e.Seq != last.Seq+1 {
			v.Gaps++
		}
		noted = noted || e.Hash == a.Head
		last = e
		v.Entries, v.Head = v.Entries+1, e.Hash
	}
	if err := lines.Err(); err != nil {
		return v, badInput("%s can't be read: %v", a.File, err)
	}
	v.Intact = v.Entries > 0
	if !v.Intact {
		v.Why = "there is no entry in " + a.File
	}
	return a.withHead(v, noted), nil
}

// follows says what is wrong with an entry after the one before it in an export.
func follows(last, e school.AuditEntry) string {
	switch {
	case e.Hash != e.Sum():
		return "its hash is not the hash of what it says"
	case e.Seq <= last.Seq:
		return fmt.Sprintf("it stands after entry %d", last.Seq)
	case last.Seq != 0 && e.Seq == last.Seq+1 && e.Prev != last.Hash:
		return "it does not name the hash of the entry before it"
	}
	return ""
}

// withHead adds what the noted head proves.
func (a auditVerifyCommand) withHead(v auditVerdict, noted bool) auditVerdict {
	if v.Intact && !noted {
		v.Intact, v.Why = false, "the head that was noted is not in it: entries were cut off the end, or the whole log was written anew"
	}
	return v
}
