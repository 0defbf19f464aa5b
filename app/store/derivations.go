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
