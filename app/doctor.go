package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"time"

	_ "github.com/mattn/go-sqlite3" // driver "sqlite3"

	"coronium/grading/sandbox"
)

// doctorCommand says what this machine offers and how to mend what is missing.
type doctorCommand struct {
	Python string `name:"python" placeholder:"PATH" help:"Look at this interpreter, not for the first that imports NumPy."`
	JSON   bool   `name:"json" help:"Print one JSON document."`
}

// doctorDocument is the JSON of the doctor.
type doctorDocument struct {
	System   string           `json:"system"`
	Sandbox  sandbox.Report   `json:"sandbox"`
	Python   pythonHealth     `json:"python"`
	NumPy    pythonHealth     `json:"numpy"`
	SciPy    pythonHealth     `json:"scipy"`
	Database []databaseHealth `json:"database"`
	Missing  []missingHealth  `json:"missing"`
	Ready    bool             `json:"ready"` // programs can be run and work can be stored
}

type pythonHealth struct {
	Available bool   `json:"available"`
	Version   string `json:"version,omitempty"`
	Path      string `json:"path,omitempty"`
}

type databaseHealth struct {
	Name      string `json:"name"`
	Available bool   `json:"available"`
	Detail    string `json:"detail"`
}

type missingHealth struct {
	What     string `json:"what"`
	Mend     string `json:"mend"`
	Optional bool   `json:"optional"`
}

// missingError makes the doctor's exit status say that something necessary is missing.
type missingError string

func (e missingError) Error() string           { return string(e) }
func (e missingError) MissingDependency() bool { return true }

func (d doctorCommand) Run(c *console) error {
	doc := d.examine(c.ctx)
	if d.JSON {
		e := json.NewEncoder(c.out)
		e.SetEscapeHTML(false)
		if err := e.Encode(doc); err != nil {
			return err
		}
	} else {
		fmt.Fprint(c.out, doc.text())
	}
	if !doc.Ready {
		var needed []string
		for _, m := range doc.Missing {
			if !m.Optional {
				needed = append(needed, fmt.Sprintf("%s (%s)", strings.TrimSuffix(m.What, "."), m.Mend))
			}
		}
		return missingError("missing: " + strings.Join(needed, "; "))
	}
	return nil
}

func (d doctorCommand) examine(ctx context.Context) doctorDocument {
	report := sandbox.Probe(ctx, sandbox.Config{Python: d.Python})
	in := report.Interpreter
	doc := doctorDocument{System: runtime.GOOS + "/" + runtime.GOARCH, Sandbox: report, Missing: []missingHealth{},
		Python: pythonHealth{Available: in.Version != "", Version: in.Version, Path: in.Path},
		NumPy:  pythonHealth{Available: in.NumPy != "", Version: in.NumPy},
		SciPy:  pythonHealth{Available: in.SciPy != "", Version: in.SciPy}}
	for _, m := range report.Missing {
		doc.Missing = append(doc.Missing, missingHealth(m))
	}
	doc.Ready = report.Ready()
	doc.look(embeddedDatabase(ctx), "Build this program with cgo (CGO_ENABLED=1 and a C compiler).")
	return doc
}

// look adds a database to the document.
func (doc *doctorDocument) look(h databaseHealth, mend string) {
	doc.Database = append(doc.Database, h)
	if !h.Available {
		doc.Ready = false
		doc.Missing = append(doc.Missing, missingHealth{What: h.Name + ": " + h.Detail, Mend: mend})
	}
}

// embeddedDatabase opens an SQLite database in memory.
func embeddedDatabase(ctx context.Context) databaseHealth {
	h := databaseHealth{Name: "SQLite (embedded)"}
	version, err := ask(ctx, "select sqlite_version()")
	if err != nil {
		h.Detail = oneLine(err)
		return h
	}
	h.Available, h.Detail = true, "version "+version
	return h
}

// ask puts one question to an embedded database in memory within three seconds.
func ask(ctx context.Context, question string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return "", err
	}
	defer db.Close()
	var answer string
	return answer, db.QueryRowContext(ctx, question).Scan(&answer)
}

// text is the document for people.
func (doc doctorDocument) text() string {
	var b strings.Builder
	line := func(ok bool, name, detail string) {
		mark := "ok     "
		if !ok {
			mark = "MISSING"
		}
		fmt.Fprintf(&b, "  %s  %-17s  %s\n", mark, name, detail)
	}
	fmt.Fprintf(&b, "Sandbox: tier %s on %s. %s\n", doc.Sandbox.Tier, doc.System, doc.Sandbox.Reason)
	for _, m := range doc.Sandbox.Mechanisms {
		line(m.Available, m.Name, m.Detail)
	}
	fmt.Fprintln(&b, "Python")
	line(doc.Python.Available, "Python", strings.TrimSpace(doc.Python.Version+"  "+doc.Python.Path))
	line(doc.NumPy.Available, "NumPy", doc.NumPy.Version)
	if doc.SciPy.Available {
		line(true, "SciPy", doc.SciPy.Version)
	} else if doc.Python.Available {
		fmt.Fprintf(&b, "  %-7s  %-17s  %s\n", "-", "SciPy", "not installed; the exercises can be done without it")
	}
	fmt.Fprintln(&b, "Database")
	for _, h := range doc.Database {
		line(h.Available, h.Name, h.Detail)
	}
	if len(doc.Missing) > 0 {
		fmt.Fprintln(&b, "To mend")
	}
	for _, m := range doc.Missing {
		optional := ""
		if m.Optional {
			optional = " (optional)"
		}
		fmt.Fprintf(&b, "  %s%s\n    %s\n", m.What, optional, m.Mend)
	}
	if doc.Ready {
		fmt.Fprintln(&b, "Everything that is needed is here.")
	}
	return b.String()
}
