package store

import (
	"time"

	"coronium/app/school"
)

type poolRow struct {
	ID         int64 `gorm:"primaryKey"`
	Attempt    int64
	Submission int64
	Round      int
	Made       bool
	Items      int
}

func (poolRow) TableName() string { return "check_pools" }

func (t *txn) InsertPool(p *school.Pool) error {
	r := poolRow{Attempt: int64(p.Attempt), Submission: int64(p.Submission), Round: p.Round}
	if err := t.insert(&r, "Items have been asked for already."); err != nil {
		return err
	}
	p.ID = r.ID
	return nil
}

func (t *txn) Pool(a school.AttemptID, round int) (school.Pool, error) {
	r, err := one[poolRow](t.db.Where("attempt = ? AND round = ?", a, round), "set of check items")
	return school.Pool{ID: r.ID, Attempt: a, Submission: school.SubmissionID(r.Submission), Round: r.Round, Made: r.Made, Items: r.Items}, err
}

type itemRow struct {
	ID        int64 `gorm:"primaryKey"`
	Pool      int64
	Family    string
	G         float64
	Slip      float64
	Seconds   int
	NotBefore int64
	Shown     string
	Whole     string
	Sitting   *int64
	N         int
	Served    int64
	Deadline  int64
	Answered  int64
	Answer    string
	DontKnow  bool
	TimedOut  bool
	Marked    int64
	Correct   bool
	Says      string
	Void      bool
}

func (itemRow) TableName() string { return "check_items" }

func (r itemRow) domain() (school.SittingItem, error) {
	answer, err := decode[map[string]string](r.Answer)
	it := school.SittingItem{ID: school.ItemID(r.ID), N: r.N, Family: r.Family, G: r.G, Slip: r.Slip, Seconds: r.Seconds,
		Served: instant(r.Served), Deadline: instant(r.Deadline), Answered: instant(r.Answered), Answer: answer, DontKnow: r.DontKnow,
		TimedOut: r.TimedOut,
		Marked:   instant(r.Marked), Correct: r.Correct, Void: r.Void, Says: r.Says, Shown: raw(r.Shown), Full: raw(r.Whole)}
	if r.Sitting != nil {
		it.Sitting = school.SittingID(*r.Sitting)
	}
	return it, err
}

func (t *txn) FillPool(id int64, items []school.CheckItem) (bool, error) {
	first, err := changed(t.db.Model(&poolRow{}).Where("id = ? AND made = 0", id), map[string]any{"made": true, "items": len(items)})
	if err != nil || !first {
		return false, err
	}
	for _, it := range items {
		r := itemRow{Pool: id, Family: it.Family, G: it.G, Slip: it.Slip, Seconds: it.Seconds, NotBefore: micros(it.NotBefore),
			Shown: string(it.Shown), Whole: string(it.Full)}
		if err := t.insert(&r, "That item is there already."); err != nil {
			return false, err
		}
	}
	return true, nil
}

func (t *txn) Undrawn(pool int64) ([]school.PooledItem, error) {
	return list(t.db.Where("pool = ? AND sitting IS NULL", pool).Order("id").Limit(200), func(r itemRow) (school.PooledItem, error) {
		return school.PooledItem{ID: school.ItemID(r.ID), CheckItem: school.CheckItem{Family: r.Family, G: r.G, Slip: r.Slip, Seconds: r.Seconds,
			NotBefore: instant(r.NotBefore), Shown: raw(r.Shown), Full: raw(r.Whole)}}, nil
	})
}

type sittingRow struct {
	ID         int64 `gorm:"primaryKey"`
	Attempt    int64
	Submission int64
	Person     int64
	Round      int
	Number     int
	Mode       string
	Opened     int64
	Closed     int64
	FocusLost  int
	PreparedBy int64
	EnteredBy  int64
	Entered    int64
}

func (sittingRow) TableName() string { return "sittings" }

func (r sittingRow) domain() (school.Sitting, error) {
	return school.Sitting{ID: school.SittingID(r.ID), Attempt: school.AttemptID(r.Attempt), Submission: school.SubmissionID(r.Submission),
		Person: school.PersonID(r.Person), Round: r.Round, Number: r.Number, Mode: school.Mode(r.Mode), Opened: instant(r.Opened),
		Closed: instant(r.Closed), FocusLost: r.FocusLost, PreparedBy: school.PersonID(r.PreparedBy), EnteredBy: school.PersonID(r.EnteredBy),
		Entered: instant(r.Entered)}, nil
}

func (t *txn) InsertSitting(s *school.Sitting, draw []school.ItemID) error {
	r := sittingRow{Attempt: int64(s.Attempt), Submission: int64(s.Submission), Person: int64(s.Person), Round: s.Round,
		Number: s.Number, Mode: string(s.Mode), Opened: micros(s.Opened), PreparedBy: int64(s.PreparedBy)}
	if err := t.insert(&r, "That sitting has been opened already."); err != nil {
		return err
	}
	s.ID = school.SittingID(r.ID)
	for i, id := range draw {
		ok, err := changed(t.db.Model(&itemRow{}).Where("id = ? AND sitting IS NULL", id), map[string]any{"sitting": r.ID, "n": i + 1})
		if err != nil {
			return err
		}
		if !ok {
			return school.Failure(school.Conflict, "That item is in another sitting.", "Reload the page.")
		}
	}
	return nil
}

func (t *txn) Sitting(id school.SittingID) (school.Sitting, error) {
	r, err := one[sittingRow](t.db.Where("id = ?", id), "sitting")
	if err != nil {
		return school.Sitting{}, err
	}
	return t.withItems(r)
}

func (t *txn) withItems(r sittingRow) (school.Sitting, error) {
	s, err := r.domain()
	if err != nil {
		return s, err
	}
	s.Items, err = list(t.db.Where("sitting = ?", r.ID).Order("n").Limit(50), itemRow.domain)
	return s, err
}

func (t *txn) SittingsOf(a school.AttemptID) ([]school.Sitting, error) {
	return list(t.db.Where("attempt = ?", a).Order("round, number").Limit(50), t.withItems)
}

func (t *txn) ServeItem(id school.ItemID, served, deadline time.Time) error {
	return t.db.Model(&itemRow{}).Where("id = ? AND served = 0", id).Updates(map[string]any{"served": micros(served),
		"deadline": micros(deadline)}).Error
}

func (t *txn) AnswerItem(id school.ItemID, it school.SittingItem) (bool, error) {
	answer, err := encode(it.Answer)
	if err != nil {
		return false, err
	}
	return changed(t.db.Model(&itemRow{}).Where("id = ? AND answered = 0", id), map[string]any{"answered": micros(it.Answered), "answer": answer,
		"dont_know": it.DontKnow, "timed_out": it.TimedOut})
}

func (t *txn) MarkItem(id school.ItemID, correct bool, says string, at time.Time) (bool, error) {
	return changed(t.db.Model(&itemRow{}).Where("id = ? AND answered > 0 AND marked = 0", id), map[string]any{"marked": micros(at),
		"correct": correct, "says": says})
}

func (t *txn) VoidItem(id school.ItemID, says string, at time.Time) (bool, error) {
	return changed(t.db.Model(&itemRow{}).Where("id = ? AND answered > 0 AND marked = 0", id), map[string]any{"marked": micros(at),
		"void": true, "says": says})
}

func (t *txn) WithdrawItem(id school.ItemID, says string) error {
	return t.db.Model(&itemRow{}).Where("id = ? AND marked > 0", id).Updates(map[string]any{"void": true, "says": says}).Error
}

func (t *txn) ReleaseItems(id school.SittingID) error {
	return t.db.Model(&itemRow{}).Where("sitting = ? AND served = 0", id).Updates(map[string]any{"sitting": nil, "n": 0}).Error
}

func (t *txn) CloseSitting(id school.SittingID, at time.Time) (bool, error) {
	return changed(t.db.Model(&sittingRow{}).Where("id = ? AND closed = 0", id), map[string]any{"closed": micros(at)})
}

func (t *txn) EnterSitting(id school.SittingID, by school.PersonID, at time.Time) error {
	return t.db.Model(&sittingRow{}).Where("id = ?", id).Updates(map[string]any{"entered_by": int64(by), "entered": micros(at)}).Error
}

func (t *txn) CorrectItem(id school.ItemID, it school.SittingItem) error {
	answer, err := encode(it.Answer)
	if err != nil {
		return err
	}
	return t.db.Model(&itemRow{}).Where("id = ? AND marked > 0", id).Updates(map[string]any{"answer": answer, "dont_know": it.DontKnow,
		"correct": it.Correct, "says": it.Says, "marked": micros(it.Marked)}).Error
}

func (t *txn) AddFocusLost(id school.SittingID) error {
	return t.db.Exec("UPDATE sittings SET focus_lost = focus_lost + 1 WHERE id = ?", id).Error
}

type standingRow struct {
	Attempt    int64 `gorm:"primaryKey;autoIncrement:false"`
	Submission int64
	Round      int
	Status     string
	Decision   string
	Decided    int
	Score      float64
	Max        float64
	Changed    int64
}

func (standingRow) TableName() string { return "standings" }

func (r standingRow) domain() (school.Standing, error) {
	d, err := decode[school.Decision](r.Decision)
	return school.Standing{Attempt: school.AttemptID(r.Attempt), Submission: school.SubmissionID(r.Submission), Round: r.Round,
		Status:   school.Status(r.Status),
		Decision: d, Decided: r.Decided, Score: r.Score, Max: r.Max, Changed: instant(r.Changed)}, err
}

func (t *txn) PutStanding(s school.Standing) error {
	decision, err := encode(s.Decision)
	if err != nil {
		return err
	}
	return t.put(&standingRow{Attempt: int64(s.Attempt), Submission: int64(s.Submission), Round: s.Round, Status: string(s.Status),
		Decision: decision,
		Decided:  s.Decided, Score: s.Score, Max: s.Max, Changed: micros(s.Changed)})
}

func (t *txn) Standing(a school.AttemptID) (school.Standing, error) {
	r, err := one[standingRow](t.db.Where("attempt = ?", a), "record of understanding")
	if err != nil {
		return school.Standing{}, err
	}
	return r.domain()
}

func (t *txn) Standings(ids []school.AttemptID) (map[school.AttemptID]school.Standing, error) {
	out := map[school.AttemptID]school.Standing{}
	err := inBatches(ids, func(some []school.AttemptID) error {
		all, err := list(t.db.Where("attempt IN ?", some), standingRow.domain)
		for _, s := range all {
			out[s.Attempt] = s
		}
		return err
	})
	return out, err
}
