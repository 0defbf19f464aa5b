package store

import "coronium/app/school"

type vivaRow struct {
	Flag     int64 `gorm:"primaryKey;autoIncrement:false"`
	Round    int
	HeldBy   int64
	Held     int64
	Asked    string
	Answers  string
	Notes    string
	ReadBack int64
	Agreed   bool
	Remark   string
}

func (vivaRow) TableName() string { return "vivas" }

func (r vivaRow) domain() (school.VivaRecord, error) {
	v := school.VivaRecord{Flag: school.FlagID(r.Flag), Round: r.Round, By: school.PersonID(r.HeldBy), Held: instant(r.Held), Notes: r.Notes,
		ReadBack: instant(r.ReadBack), Agreed: r.Agreed, Remark: r.Remark}
	var err error
	if v.Asked, err = decode[[]string](r.Asked); err != nil {
		return v, err
	}
	v.Answers, err = decode[[]string](r.Answers)
	return v, err
}

func (t *txn) PutViva(v school.VivaRecord) error {
	asked, err := encode(v.Asked)
	if err != nil {
		return err
	}
	answers, err := encode(v.Answers)
	if err != nil {
		return err
	}
	return t.put(&vivaRow{Flag: int64(v.Flag), Round: v.Round, HeldBy: int64(v.By), Held: micros(v.Held), Asked: asked, Answers: answers,
		Notes: v.Notes, ReadBack: micros(v.ReadBack), Agreed: v.Agreed, Remark: v.Remark})
}

func (t *txn) Viva(id school.FlagID) (school.VivaRecord, error) {
	r, err := one[vivaRow](t.db.Where("flag = ?", id), "record of a viva")
	if err != nil {
		return school.VivaRecord{}, err
	}
	return r.domain()
}
