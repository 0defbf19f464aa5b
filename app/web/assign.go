package web

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/views"
)

// struggles is what an advisor might say of why a stage is kept by hand; the form offers it as a placeholder.
var struggles = map[school.Stage]string{
	school.Predict:   "A guess that was written down can be wrong; one that was not can only have been right.",
	school.Derive:    "Whoever has moved the terms by hand knows which of them may be left out.",
	school.Implement: "The order of integrating, testing and resetting is learnt by getting it wrong.",
	school.Explain:   "A program that passes and that nobody understands is where coronium comes from.",
	school.Critique:  "Most of what a search finds has to be rejected; that takes practice.",
}

var helpChoices = []struct {
	help school.Help
	says views.Markdown
	note views.Markdown
}{
	{school.ByHand, "By hand", "no AI; what is pasted is counted"},
	{school.Assisted, "Assisted", "AI allowed, and declared"},
	{school.Open, "Open", "AI welcome"},
}

var modeChoices = []struct {
	mode school.Mode
	says views.Markdown
	note views.Markdown
}{
	{school.Anywhere, "Anywhere", "No limit of time. A clear reads \"claimed, not shown\"."},
	{school.Timed, "Timed", "Each item has its time, longer for those with an accommodation."},
	{school.InTheRoom, "In the room", "Opens with a code that you show, and closes with it. You may print a sheet for somebody."},
	{school.OnPaper, "Unplugged", "In the room, on paper: you print a sheet for each and enter what stands on it. Only questions that a pencil can answer."},
}

// assignForm is the form as it was filled in, or as it begins.
type assignForm struct {
	values map[string]string
	faults map[string]string
	what   string
}

func (f assignForm) field(name string) views.Field {
	return views.Field{Name: name, Value: f.values[name], Error: f.fault(name)}
}

// fault is a field's fault as a sentence, or "".
func (f assignForm) fault(name string) string {
	fault := f.faults[name]
	if fault == "" {
		return ""
	}
	return sentence("This", map[string]string{name: fault}, fault)
}

// assign lists the exercises to choose from, or shows the form of the one that was chosen.
func (s *Server) assign(c echo.Context) error {
	course, err := s.taught(c)
	if err != nil {
		return err
	}
	exercise := c.QueryParam("exercise")
	if exercise == "" {
		return s.chooseExercise(c, course)
	}
	closed, err := s.school.Closed(c.Request().Context(), s.actor(c), course.ID)
	if err != nil {
		return err
	}
	if closed[exercise] {
		exercise = "" // as if there were none of that name
	}
	x, err := s.exercise(exercise)
	if err != nil {
		return err
	}
	return s.showAssign(c, http.StatusOK, course, x, nil, assignForm{values: s.freshAssignment(course, x)})
}

// exercise is one of the content's. Errors: NotFound.
func (s *Server) exercise(id string) (*exercises.Exercise, error) {
	x, err := s.content.Exercise(id)
	if err != nil {
		return nil, school.Failure(school.NotFound, "There is no such exercise.", "The course's page leads to all there are.")
	}
	return x, nil
}

// taught is the course of the path, for those who decide in it.
func (s *Server) taught(c echo.Context) (school.Course, error) {
	id, err := identifier[school.CourseID](c, "course")
	if err != nil {
		return school.Course{}, err
	}
	m, err := s.school.Course(c.Request().Context(), s.actor(c), id)
	if err != nil {
		return school.Course{}, err
	}
	if m.Role != school.Advisor {
		return school.Course{}, school.Failure(school.Forbidden, "Only an advisor of the course can set an exercise.", "")
	}
	return m.Course, nil
}

func (s *Server) chooseExercise(c echo.Context, course school.Course) error {
	ctx := c.Request().Context()
	set, err := s.school.Assignments(ctx, s.actor(c), course.ID)
	if err != nil {
		return err
	}
	already := map[string]bool{}
	for _, a := range set {
		already[a.Exercise] = true
	}
	closed, err := s.school.Closed(ctx, s.actor(c), course.ID)
	if err != nil {
		return err
	}
	v := views.AssignChoose{Page: s.frame(c, "Set an exercise"), Course: course.Title, BackURL: courseURL(course.ID)}
	v.Page.Nav = "course"
	for _, m := range s.content.Modules() {
		module := views.AssignModule{Title: m.Title}
		for _, id := range m.Exercises {
			if closed[id] {
				continue
			}
			x, err := s.exercise(id)
			if err != nil {
				return err
			}
			var stages []string
			for _, stage := range x.Stages() {
				stages = append(stages, strings.ToLower(stageNames[school.Stage(stage)]))
			}
			module.Exercises = append(module.Exercises, views.AssignExercise{Title: x.Title, URL: assignURL(course.ID) + "?exercise=" + id,
				Minutes: x.Minutes, Level: x.Level, Stages: strings.Join(stages, ", "), Set: already[id]})
		}
		if len(module.Exercises) > 0 {
			v.Modules = append(v.Modules, module)
		}
	}
	return s.show(c, http.StatusOK, views.AssignChoosePage(v))
}

// freshAssignment is what a new form holds: it opens tomorrow and is due in two weeks.
func (s *Server) freshAssignment(course school.Course, x *exercises.Exercise) map[string]string {
	day := s.now().In(zone(course))
	values := map[string]string{"opens": day.AddDate(0, 0, 1).Format("2006-01-02T") + "08:00", "due": day.AddDate(0, 0, 15).Format("2006-01-02T") + "18:00",
		"grace": "15", "late": string(school.LatePractice), "late-per-day": "10", "counts": string(school.CountsBest), "attempts": "0", "mode": string(school.Timed)}
	for _, stage := range x.Stages() {
		values["help-"+stage], values["weight-"+stage] = string(school.ByHand), number(x.Grading[stage])
	}
	return values
}

// assignmentValues is a form that holds what was set.
func assignmentValues(course school.Course, a school.Assignment) map[string]string {
	in := zone(course)
	values := map[string]string{"opens": a.Opens.In(in).Format("2006-01-02T15:04"), "due": a.Due.In(in).Format("2006-01-02T15:04"),
		"grace": fmt.Sprint(int(a.Grace / time.Minute)), "late": string(a.Late), "late-per-day": fmt.Sprint(a.LatePerDay), "counts": string(a.Counts),
		"attempts": fmt.Sprint(a.Attempts), "mode": string(a.Mode)}
	for stage, p := range a.Policies {
		values["help-"+string(stage)], values["weight-"+string(stage)], values["why-"+string(stage)] = string(p.Help), fmt.Sprint(p.Weight), p.Why
		values["hint-"+string(stage)] = fmt.Sprint(p.HintCost)
	}
	return values
}

// showAssign shows the form; set is the assignment that is changed, nil for a new one.
func (s *Server) showAssign(c echo.Context, status int, course school.Course, x *exercises.Exercise, set *school.Assignment, form assignForm) error {
	v := views.Assign{Page: s.frame(c, "Set "+x.Title), Course: course.Title, Exercise: x.Title, New: set == nil, Zone: course.Zone, Error: form.what,
		Action: assignURL(course.ID) + "?exercise=" + x.ID, Opens: form.field("opens"), Due: form.field("due"), Grace: form.field("grace"),
		LatePer: form.field("late-per-day"), Attempts: form.field("attempts"), BackURL: courseURL(course.ID)}
	v.Page.Nav = "course"
	v.Late = choices(form.values["late"], views.Option{Value: string(school.LatePractice), Says: "Judged, not counted"},
		views.Option{Value: string(school.LateCounts), Says: "Counted, with something off"})
	v.Counts = choices(form.values["counts"], views.Option{Value: string(school.CountsBest), Says: "The best"}, views.Option{Value: string(school.CountsLatest), Says: "The newest"})
	for _, m := range modeChoices {
		v.Modes = append(v.Modes, views.Option{Value: string(m.mode), Says: m.says, Note: m.note, Checked: form.values["mode"] == string(m.mode)})
	}
	for _, stage := range x.Stages() {
		row := views.AssignStage{Stage: stage, Name: stageNames[school.Stage(stage)], Weight: form.field("weight-" + stage), Why: form.field("why-" + stage),
			Hint: struggles[school.Stage(stage)], Error: form.fault(stage)}
		if len(x.Hints[stage]) > 0 || stage == exercises.StageDerive { // the checker has hints on every derivation
			row.HintCost = form.field("hint-" + stage)
			row.HintCost.Value = cmp.Or(row.HintCost.Value, "0")
		}
		for _, h := range helpChoices {
			row.Help = append(row.Help, views.Option{Value: string(h.help), Says: h.says, Note: h.note, Checked: form.values["help-"+stage] == string(h.help)})
		}
		v.Stages = append(v.Stages, row)
	}
	extra := 1
	if set != nil {
		v.Action, v.RoomURL, extra = settingsURL(set.ID), roomURL(set.ID), 0
	}
	f, err := s.school.Foresee(c.Request().Context(), s.actor(c), course.ID, x.ID, extra)
	var known *school.Error
	switch {
	case err == nil:
		v.Foresight = foresightView(f, form.values["mode"] == string(school.Anywhere))
	case !errors.As(err, &known) || known.Kind != school.Invalid:
		return err
	}
	return s.show(c, status, views.AssignPage(v))
}

func choices(chosen string, options ...views.Option) []views.Option {
	for i := range options {
		options[i].Checked = options[i].Value == chosen
	}
	return options
}

func foresightView(f school.Foresight, anywhere bool) *views.Foresight {
	out := &views.Foresight{Flagging: f.Flagging, Trainees: f.Trainees, E: number(f.E), Bound: percent(f.Bound), FalseFlags: rough(f.FalseFlags), Anywhere: anywhere}
	for _, r := range f.Rows {
		out.Rows = append(out.Rows, views.ForesightRow{Person: r.Person, Understands: r.Understands, Flag: percent(r.Flag), Clear: percent(r.Clear),
			Inconclusive: percent(r.Inconclusive), Items: fmt.Sprintf("%.1f", r.Items)})
	}
	return out
}

// percent writes a probability with two digits that count: "0.022 %", "99.6 %".
func percent(p float64) string {
	p *= 100
	switch {
	case p == 0:
		return "0 %"
	case p > 99:
		return fmt.Sprintf("%.2f %%", p)
	case p >= 10:
		return fmt.Sprintf("%.1f %%", p)
	case p >= 1:
		return fmt.Sprintf("%.2g %%", p)
	case p < 1e-4:
		return "under 0.0001 %"
	}
	return strconv.FormatFloat(round2(p), 'f', -1, 64) + " %"
}

// rough writes an expected number of rare events.
func rough(n float64) string {
	if n < 1e-4 {
		return "fewer than 0.0001"
	}
	return strconv.FormatFloat(round2(n), 'f', -1, 64)
}

// round2 keeps two digits that count.
func round2(x float64) float64 {
	if x == 0 {
		return 0
	}
	scale := math.Pow(10, 1-math.Floor(math.Log10(math.Abs(x))))
	return math.Round(x*scale) / scale
}

// newAssignment reads the form. Numbers that are none are faults of their fields.
func newAssignment(c echo.Context, course school.Course, x *exercises.Exercise) (school.NewAssignment, assignForm) {
	form := assignForm{values: fields(c), faults: map[string]string{}}
	whole := func(name, about string) int {
		n, err := strconv.Atoi(strings.TrimSpace(cmp.Or(form.values[name], "0")))
		if err != nil {
			form.faults[about] = "is not a whole number"
		}
		return n
	}
	n := school.NewAssignment{Course: course.ID, Exercise: x.ID, Opens: form.values["opens"], Due: form.values["due"],
		Grace: time.Duration(whole("grace", "grace")) * time.Minute, Late: school.Late(form.values["late"]), LatePerDay: whole("late-per-day", "late-per-day"),
		Counts: school.Counts(form.values["counts"]), Attempts: whole("attempts", "attempts"), Mode: school.Mode(form.values["mode"]), Policies: map[school.Stage]school.Policy{}}
	for _, stage := range x.Stages() {
		if fault := badText(form.values["why-"+stage]); fault != "" {
			form.faults[stage] = fault
		}
		n.Policies[school.Stage(stage)] = school.Policy{Help: school.Help(form.values["help-"+stage]), Weight: whole("weight-"+stage, stage),
			HintCost: whole("hint-"+stage, stage), Why: strings.TrimSpace(form.values["why-"+stage])}
	}
	return n, form
}

// setAssignment sets an exercise to a course.
func (s *Server) setAssignment(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	course, err := s.taught(c)
	if err != nil {
		return err
	}
	x, err := s.exercise(c.QueryParam("exercise"))
	if err != nil {
		return err
	}
	n, form := newAssignment(c, course, x)
	return s.saveAssignment(c, course, x, nil, form, func() error {
		_, err := s.school.Assign(ctx, by, n)
		return err
	})
}

// saveAssignment stores what a form says, or shows it again with what is wrong.
func (s *Server) saveAssignment(c echo.Context, course school.Course, x *exercises.Exercise, set *school.Assignment, form assignForm, store func() error) error {
	if len(form.faults) == 0 {
		err := store()
		if err == nil {
			return s.said(c, "assigned", courseURL(course.ID))
		}
		faults, what, invalid := fieldFaults(err)
		if !invalid {
			return err
		}
		form.faults, form.what = faults, what
		if fault, ok := faults["late per day"]; ok {
			form.faults["late-per-day"] = fault
		}
	} else {
		form.what = "The assignment can't be set like this. Mend the marked fields and send it again."
	}
	return s.showAssign(c, http.StatusUnprocessableEntity, course, x, set, form)
}

// settings is the form of an assignment that was set.
func (s *Server) settings(c echo.Context) error {
	a, course, x, err := s.ownAssignment(c)
	if err != nil {
		return err
	}
	return s.showAssign(c, http.StatusOK, course, x, &a, assignForm{values: assignmentValues(course, a)})
}

// ownAssignment is the assignment of the path, for an advisor of its course.
func (s *Server) ownAssignment(c echo.Context) (a school.Assignment, course school.Course, x *exercises.Exercise, err error) {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.AssignmentID](c, "assignment")
	if err != nil {
		return a, course, x, err
	}
	if a, err = s.school.Assignment(ctx, by, id); err != nil {
		return a, course, x, err
	}
	m, err := s.school.Course(ctx, by, a.Course)
	if err != nil {
		return a, course, x, err
	}
	if m.Role != school.Advisor {
		return a, course, x, school.Failure(school.Forbidden, "Only an advisor of the course can change an assignment.", "")
	}
	x, err = s.exercise(a.Exercise)
	return a, m.Course, x, err
}

// saveAssignmentSettings changes an assignment.
func (s *Server) saveAssignmentSettings(c echo.Context) error {
	a, course, x, err := s.ownAssignment(c)
	if err != nil {
		return err
	}
	n, form := newAssignment(c, course, x)
	return s.saveAssignment(c, course, x, &a, form, func() error {
		_, err := s.school.ChangeAssignment(c.Request().Context(), s.actor(c), a.ID, n)
		return err
	})
}
