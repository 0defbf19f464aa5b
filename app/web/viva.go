package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
)

// vivaForm is what a refused form of the sheet brings back.
type vivaForm struct {
	answers []string
	notes   string
	remark  string
	faults  map[string]string
	what    string
}

// viva is the sheet for a conversation about a flag.
func (s *Server) viva(c echo.Context) error {
	return s.showViva(c, http.StatusOK, vivaForm{})
}

func (s *Server) showViva(c echo.Context, status int, form vivaForm) error {
	id, err := identifier[school.FlagID](c, "flag")
	if err != nil {
		return err
	}
	sheet, err := s.school.VivaSheet(c.Request().Context(), s.actor(c), id)
	if err != nil {
		return err
	}
	return s.show(c, status, views.VivaPage(s.vivaView(c, sheet, form)))
}

func (s *Server) vivaView(c echo.Context, sheet school.VivaSheet, form vivaForm) views.Viva {
	in, now, by := zone(sheet.Course), s.now(), s.actor(c)
	id := sheet.Flag.ID
	v := views.Viva{Page: s.frame(c, "Viva "+sheet.Trainee.Name), Trainee: sheet.Trainee.Name, Exercise: sheet.Assignment.Title,
		Work: fmt.Sprintf("submission %d", sheet.Submission.Number), Error: form.what, BackURL: flagURL(id),
		Notes: views.Field{Value: form.notes, Error: form.faults["notes"]}}
	if sheet.MayRecord {
		v.Action = vivaURL(id)
	}
	if sheet.Viva != nil {
		v.Record = vivaRecord(sheet.Viva, 0, now, in)
		if sheet.Trainee.ID == by.ID && sheet.Viva.ReadBack.IsZero() {
			v.ReadBackAction, v.Remark = vivaURL(id)+"/read-back", views.Field{Value: form.remark, Error: form.faults["remark"]}
		}
		if sheet.MayRecord && form.answers == nil { // mend what was written
			form.answers, v.Notes.Value, v.Record = sheet.Viva.Answers, sheet.Viva.Notes, nil
		}
	}
	shown := map[string]int{}
	for i, q := range sheet.Questions {
		v.Questions = append(v.Questions, vivaQuestion(q))
		if program := v.Questions[i].Program; shown[program] > 0 && program != "" {
			v.Questions[i].SameAs = shown[program]
		} else {
			shown[program] = q.N
		}
		v.Questions[i].Answer.Error = form.faults[fmt.Sprintf("answer%d", q.N)]
		if i < len(form.answers) {
			v.Questions[i].Answer.Value = form.answers[i]
		}
	}
	return v
}

// vivaQuestion is a question as it stands on the sheet: as it was asked in the sitting, with the program of then.
func vivaQuestion(q school.VivaQuestion) views.VivaQuestion {
	out := views.VivaQuestion{N: q.N, Kind: string(q.Kind), Ask: views.Markdown(q.Ask)}
	if q.Kind == school.VivaOpen {
		return out
	}
	closed := closedItem(school.Sitting{}, q.Item)
	out.Family, out.Asked = closed.Family, fmt.Sprintf("sitting %d, item %d", q.Sitting, q.Item.N)
	out.Title, out.Ask, out.Program, out.Given = closed.Title, closed.Ask, closed.Program, closed.Answer
	out.Key, out.KeySays, out.Derivation = closed.Key, closed.KeySays, closed.Derivation
	if closed.Figure != nil {
		out.Figure = closed.Figure
		out.Figure.ID = fmt.Sprintf("q%d-figure", q.N)
	}
	return out
}

// vivaRecord is what was said, or nil; with the flag's identifier it links to the sheet.
func vivaRecord(v *school.VivaRecord, id school.FlagID, now time.Time, in *time.Location) *views.VivaRecord {
	if v == nil {
		return nil
	}
	out := &views.VivaRecord{By: v.Name, Held: views.At(v.Held, now, in), Notes: v.Notes, ReadBack: views.At(v.ReadBack, now, in), Agreed: v.Agreed, Remark: v.Remark}
	if id != 0 {
		out.SheetURL = vivaURL(id)
	}
	for i, answer := range v.Answers {
		asked := fmt.Sprintf("Question %d", i+1)
		if i < len(v.Asked) {
			asked += ": " + v.Asked[i]
		}
		out.Answers = append(out.Answers, views.VivaAnswer{Asked: asked, Said: answer})
	}
	return out
}

// maxVivaAnswers bounds what a form may bring; a sheet has five questions.
const maxVivaAnswers = 12

// recordViva stores what was said.
func (s *Server) recordViva(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.FlagID](c, "flag")
	if err != nil {
		return err
	}
	form := vivaForm{notes: field(c, "notes")}
	posted, err := c.FormParams()
	if err != nil {
		return err
	}
	for n := 1; n <= maxVivaAnswers && posted.Has(fmt.Sprintf("answer%d", n)); n++ {
		answer := field(c, fmt.Sprintf("answer%d", n))
		if fault := badText(answer); fault != "" {
			form.faults = map[string]string{fmt.Sprintf("answer%d", n): fault}
		}
		form.answers = append(form.answers, answer)
	}
	if form.faults == nil {
		_, err = s.school.RecordViva(ctx, by, id, form.answers, form.notes)
		var invalid bool
		if form.faults, form.what, invalid = fieldFaults(err); err == nil {
			return s.said(c, "viva-kept", flagURL(id))
		} else if !invalid {
			return err
		}
		form.what = ""
	}
	return s.showViva(c, http.StatusUnprocessableEntity, form)
}

// readBack stores whether the record is what the trainee said.
func (s *Server) readBack(c echo.Context) error {
	id, err := identifier[school.FlagID](c, "flag")
	if err != nil {
		return err
	}
	form := vivaForm{remark: field(c, "remark")}
	if fault := badText(form.remark); fault != "" {
		form.faults = map[string]string{"remark": fault}
		return s.showViva(c, http.StatusUnprocessableEntity, form)
	}
	_, err = s.school.ReadBack(c.Request().Context(), s.actor(c), id, field(c, "agreed") == "yes", form.remark)
	var invalid bool
	if form.faults, _, invalid = fieldFaults(err); err == nil {
		return s.said(c, "read-back", flagURL(id))
	} else if !invalid {
		return err
	}
	return s.showViva(c, http.StatusUnprocessableEntity, form)
}
