package store

import "coronium/app/school"

type lineRow struct {
	Attempt   int64 `gorm:"primaryKey"`
	N         int   `gorm:"primaryKey;autoIncrement:false"`
	Text      string
	Verdict   string
	Holds     bool
	Rule      string
	Message   string
	Slip      string
	Dimension string
	Tex       string
	Report    string
	Tries     int
	First     int64
	Judged    int64
}

func (lineRow) TableName() string { return "derivation_lines" }

func (r lineRow) domain() (school.Line, error) {
	return school.Line{Attempt: school.AttemptID(r.Attempt), N: r.N, Text: r.Text, Tries: r.Tries, First: instant(r.First), Judged: instant(r.Judged),
		LineVerdict: school.LineVerdict{Verdict: r.Verdict, Rule: r.Rule, Message: r.Message, Slip: r.Slip, Dimension: r.Dimension,
			TeX: r.Tex, Report: raw(r.Report)}}, nil
}

func (t *txn) Lines(a school.AttemptID) ([]school.Line, error) {
	return list(t.db.Where("attempt = ?", a).Order("n"), lineRow.domain)
}

func (t *txn) ReplaceLines(a school.AttemptID, lines []school.Line) error {
	if err := t.db.Where("attempt = ?", a).Delete(&lineRow{}).Error; err != nil {
		return err
	}
	for _, l := range lines {
		r := lineRow{Attempt: int64(a), N: l.N, Text: l.Text, Verdict: l.Verdict, Holds: l.Holds(), Rule: l.Rule, Message: l.Message, Slip: l.Slip,
			Dimension: l.Dimension, Tex: l.TeX, Report: string(l.Report), Tries: l.Tries, First: micros(l.First), Judged: micros(l.Judged)}
		if err := t.insert(&r, "That line is there already."); err != nil {
			return err
		}
	}
	return nil
}

func (t *txn) BrokenLines(c school.CourseID) ([]school.Line, error) {
	q := t.db.Where("attempt IN (?)", t.newest(c).Model(&attemptRow{}).Select("id")).
		Where("n = (SELECT min(l.n) FROM derivation_lines l WHERE l.attempt = derivation_lines.attempt AND l.holds = 0)").
		Order("attempt").Limit(20_000)
	return list(q, lineRow.domain)
}

type historyRow struct {
	Attempt  int64 `gorm:"primaryKey;autoIncrement:false"`
	Changes  string
	Undone   int
	Revision int64
}

func (historyRow) TableName() string { return "derivation_history" }

// keptChange and keptLine are how a change is stored: short names, times in microseconds.
type keptChange struct {
	Kind   string     `json:"kind"`
	N      int        `json:"n,omitempty"`
	At     int        `json:"at,omitempty"`
	Before []keptLine `json:"before,omitempty"`
	After  []keptLine `json:"after,omitempty"`
	Made   int64      `json:"made"`
}

type keptLine struct {
	Text    string `json:"text"`
	Verdict string `json:"verdict"`
	Tries   int    `json:"tries"`
	First   int64  `json:"first"`
	Judged  int64  `json:"judged"`
}

func (t *txn) PutHistory(a school.AttemptID, h school.History) error {
	stored := make([]keptChange, len(h.Changes))
	for i, c := range h.Changes {
		stored[i] = keptChange{Kind: string(c.Kind), N: c.N, At: c.At, Before: storedLines(c.Before), After: storedLines(c.After), Made: micros(c.Made)}
	}
	changes, err := encode(stored)
	if err != nil {
		return err
	}
	return t.put(&historyRow{Attempt: int64(a), Changes: changes, Undone: h.Undone, Revision: h.Revision})
}

func (t *txn) History(a school.AttemptID) (school.History, error) {
	rows, err := list(t.db.Where("attempt = ?", a), func(r historyRow) (school.History, error) {
		stored, err := decode[[]keptChange](r.Changes)
		h := school.History{Undone: r.Undone, Revision: r.Revision}
		for _, c := range stored {
			h.Changes = append(h.Changes, school.LineChange{Kind: school.LineEdit(c.Kind), N: c.N, At: c.At,
				Before: domainLines(c.Before), After: domainLines(c.After), Made: instant(c.Made)})
		}
		return h, err
	})
	if err != nil || len(rows) == 0 {
		return school.History{}, err
	}
	return rows[0], nil
}

func storedLines(lines []school.KeptLine) []keptLine {
	var out []keptLine
	for _, l := range lines {
		out = append(out, keptLine{Text: l.Text, Verdict: l.Verdict, Tries: l.Tries, First: micros(l.First), Judged: micros(l.Judged)})
	}
	return out
}

func domainLines(lines []keptLine) []school.KeptLine {
	var out []school.KeptLine
	for _, l := range lines {
		out = append(out, school.KeptLine{Text: l.Text, Verdict: l.Verdict, Tries: l.Tries, First: instant(l.First), Judged: instant(l.Judged)})
	}
	return out
}
