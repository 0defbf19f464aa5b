package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/grading/understand"
	"coronium/views"
)

// paperRoutes are the addresses of sittings on paper, and of what was agreed with whom.
func (s *Server) paperRoutes(in *echo.Group) {
	in.POST("/attempts/:attempt/sheet", s.prepareSheet)
	in.POST("/assignments/:assignment/sheets", s.prepareSheets)
	in.GET("/assignments/:assignment/sheets", s.sheets)
	in.GET("/sittings/:sitting/sheet", s.sheet)
	in.GET("/sittings/:sitting/entry", s.sheetEntry)
	in.POST("/sittings/:sitting/entry", s.enterSheet)
	in.POST("/sittings/:sitting/mend", s.mendEntry)
	in.GET(myLogTextURL, s.readMyLog)
	in.GET("/courses/:course/people", s.people)
	in.POST("/courses/:course/people/:person", s.agree)
}

const myLogTextURL = "/account/log.txt"

func sheetURL(id school.SittingID) string     { return sittingURL(id) + "/sheet" }
func entryURL(id school.SittingID) string     { return sittingURL(id) + "/entry" }
func sheetsURL(id school.AssignmentID) string { return assignmentURL(id) + "/sheets" }
func peopleURL(id school.CourseID) string     { return courseURL(id) + "/people" }

// prepareSheet makes the sheet of one trainee and shows it.
func (s *Server) prepareSheet(c echo.Context) error {
	id, err := identifier[school.AttemptID](c, "attempt")
	if err != nil {
		return err
	}
	sitting, err := s.school.PrepareSheet(c.Request().Context(), s.actor(c), id)
	if err != nil {
		return err
	}
	return seeOther(c, sheetURL(sitting.ID))
}

// prepareSheets makes a sheet for everybody who is ready, and shows all that are out.
func (s *Server) prepareSheets(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.AssignmentID](c, "assignment")
	if err != nil {
		return err
	}
	room, err := s.school.Room(ctx, by, id)
	if err != nil {
		return err
	}
	for _, seat := range room.Seats {
		if !seat.Printable {
			continue
		}
		// Who has begun on a screen meanwhile sits there.
		if _, err := s.school.PrepareSheet(ctx, by, seat.Attempt); err != nil && school.KindOf(err) != school.Conflict {
			return err
		}
	}
	return seeOther(c, sheetsURL(id))
}

// sheets shows all sheets of an assignment that are out, or their keys.
func (s *Server) sheets(c echo.Context) error {
	id, err := identifier[school.AssignmentID](c, "assignment")
	if err != nil {
		return err
	}
	room, err := s.school.Room(c.Request().Context(), s.actor(c), id)
	if err != nil {
		return err
	}
	sheets, err := s.school.Sheets(c.Request().Context(), s.actor(c), id, wantsKeys(c))
	if err != nil {
		return err
	}
	return s.showSheets(c, sheets, room.Course, id, sheetsURL(id))
}

// sheet shows one sheet, or its keys.
func (s *Server) sheet(c echo.Context) error {
	id, err := identifier[school.SittingID](c, "sitting")
	if err != nil {
		return err
	}
	sheet, err := s.school.Sheet(c.Request().Context(), s.actor(c), id, wantsKeys(c))
	if err != nil {
		return err
	}
	return s.showSheets(c, []school.Sheet{sheet}, sheet.Course, sheet.Assignment.ID, sheetURL(id))
}

func wantsKeys(c echo.Context) bool { return c.QueryParam("show") == "keys" }

func (s *Server) showSheets(c echo.Context, sheets []school.Sheet, course school.Course, id school.AssignmentID, here string) error {
	keepNothing(c)
	keys, size := wantsKeys(c), c.QueryParam("print")
	v := views.Sheets{Page: s.frame(c, "Sheets"), Course: course.Title, Keys: keys, Large: size, BackURL: roomURL(id), OtherURL: here}
	v.Page.Nav = "course"
	if keys {
		v.Page.Title = "Keys"
	} else {
		v.OtherURL += "?show=keys"
		v.LargeURL, v.UsualURL = here+"?print=large", here+"?print=usual"
	}
	if len(sheets) == 0 {
		v.LargeURL = ""
	}
	for _, sheet := range sheets {
		large := sheet.Accommodation.Format == school.LargePrint
		if size == "large" || size == "usual" {
			large = size == "large"
		}
		v.Sheets = append(v.Sheets, sheetView(sheet, large, keys))
	}
	return s.show(c, http.StatusOK, views.SheetsPage(v))
}

func sheetView(sheet school.Sheet, large, keys bool) views.Sheet {
	out := views.Sheet{Trainee: sheet.Trainee.Name, Exercise: sheet.Assignment.Title, Title: sheetTitle(sheet.Sitting), Number: sheetNumber(sheet.Sitting.ID),
		Printed: sheet.Sitting.Opened.In(zone(sheet.Course)).Format("2 January 2006"), Minutes: sheet.Minutes, Large: large, EntryURL: entryURL(sheet.Sitting.ID)}
	if f := sheet.Accommodation.TimeFactor; f > 1 {
		out.More = "with the longer time that was agreed with you"
	}
	shown := map[string]int{}
	for _, it := range sheet.Sitting.Items {
		q := sheetQuestion(it, keys)
		if q.Program != "" && shown[q.Program] > 0 {
			q.SameAs = shown[q.Program]
		} else {
			shown[q.Program] = q.N
		}
		out.Questions = append(out.Questions, q)
	}
	return out
}

// sheetNumber tells sheets apart when they lie on a table.
func sheetNumber(id school.SittingID) string { return fmt.Sprintf("sheet %d", id) }

func sheetTitle(sitting school.Sitting) string {
	return sittingWord(sitting.Round) + fmt.Sprintf(" %d", sitting.Number)
}

// sheetQuestion is a question as it is printed: without anything of its key, or with the key alone.
func sheetQuestion(it school.SittingItem, keys bool) views.SheetQuestion {
	if !keys {
		it.Full = nil
	}
	item := openItem(it)
	out := views.SheetQuestion{N: it.N, Minutes: "about " + count((it.Seconds+59)/60, "minute"), Family: familyName(it.Family), Title: item.Title,
		Precision: item.Response.Precision}
	if keys {
		out.Key, out.KeySays = keyWords(item, it), views.Markdown(item.KeySays)
		return out
	}
	out.Ask, out.Program, out.Response = views.Markdown(item.Ask), item.Program, responseView(item, nil)
	out.Figure = itemFigure(itemAnchor(it.ID)+"-figure", item.Figure)
	out.Caption, out.Derivation = programCaption(it.Family)
	return out
}

// sheetEntry is where the answers of a sheet are entered.
func (s *Server) sheetEntry(c echo.Context) error {
	id, err := identifier[school.SittingID](c, "sitting")
	if err != nil {
		return err
	}
	return s.showEntry(c, http.StatusOK, id, nil, nil, "")
}

// showEntry shows the form; entered and faults are what a refused one brings back.
func (s *Server) showEntry(c echo.Context, status int, id school.SittingID, entered, faults map[string]string, what string) error {
	sheet, err := s.school.Sheet(c.Request().Context(), s.actor(c), id, false)
	if err != nil {
		return err
	}
	keepNothing(c)
	in := zone(sheet.Course)
	v := views.SheetEntry{Page: s.frame(c, "Sheet of "+sheet.Trainee.Name), Trainee: sheet.Trainee.Name, Exercise: sheet.Assignment.Title, Title: sheetTitle(sheet.Sitting),
		Number: sheetNumber(id), Printed: sheet.Sitting.Opened.In(in).Format("2 January 2006"), Action: entryURL(id), SheetURL: sheetURL(id), BackURL: roomURL(sheet.Assignment.ID),
		Error: what, Sat: views.Field{Value: sheet.Sitting.Opened.In(in).Format("2006-01-02")}}
	v.Page.Nav = "course"
	if given, ok := entered["sat"]; ok {
		v.Sat.Value = given
	}
	if fault := faults["sat"]; fault != "" {
		v.Sat.Error = sentence("This", map[string]string{"sat": fault}, fault)
	}
	for _, it := range sheet.Sitting.Items {
		it.Full = nil
		q := entryQuestion(it, entered)
		if fault := faults[q.ID]; fault != "" {
			q.Error = fault
		}
		v.Questions = append(v.Questions, q)
	}
	return s.show(c, status, views.SheetEntryPage(v))
}

// entryQuestion is a question to enter, with the names of its fields made its own.
func entryQuestion(it school.SittingItem, entered map[string]string) views.EntryQuestion {
	item, prefix := openItem(it), school.EntryField(it.ID)
	response := responseView(item, unprefixed(prefix, entered))
	for i := range response.Fields {
		response.Fields[i].Name = prefix + "." + response.Fields[i].Name
	}
	return views.EntryQuestion{N: it.N, ID: prefix, Title: item.Title, Ask: views.Markdown(item.Ask), Response: response, Precision: item.Response.Precision,
		Blank: entered[prefix+".blank"] != ""}
}

// unprefixed are the entries of one question.
func unprefixed(prefix string, entered map[string]string) map[string]string {
	out := map[string]string{}
	for name, value := range entered {
		if field, ok := strings.CutPrefix(name, prefix+"."); ok && field != "blank" {
			out[field] = value
		}
	}
	return out
}

// entryOf is what was entered for one question, and what can't be read in it.
func entryOf(item understand.Item, prefix string, entered map[string]string) (school.Answer, string) {
	if entered[prefix+".blank"] != "" {
		return school.Answer{DontKnow: true}, ""
	}
	values := unprefixed(prefix, entered)
	if fault := badFields(values); fault != "" {
		return school.Answer{}, fault
	}
	if fault := unreadableAnswer(item, values); fault != "" {
		return school.Answer{}, strings.NewReplacer(" Your answer is not counted yet.", "", "; your answer is not counted yet", "").Replace(fault) +
			" Enter what it says in the form that the question wants, or ask the trainee; where nothing stands on the sheet, tick \"left blank\"."
	}
	return school.Answer{Fields: values}, ""
}

// enterSheet takes what stands on a sheet.
func (s *Server) enterSheet(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.SittingID](c, "sitting")
	if err != nil {
		return err
	}
	sheet, err := s.school.Sheet(ctx, by, id, false)
	if err != nil {
		return err
	}
	entered, faults, answers := fields(c), map[string]string{}, map[school.ItemID]school.Answer{}
	for _, it := range sheet.Sitting.Items {
		it.Full = nil
		answer, fault := entryOf(openItem(it), school.EntryField(it.ID), entered)
		if fault != "" {
			faults[school.EntryField(it.ID)] = fault
		}
		answers[it.ID] = answer
	}
	const mend = "Nothing is entered yet. Mend what is marked and send it again."
	if len(faults) > 0 {
		return s.showEntry(c, http.StatusUnprocessableEntity, id, entered, faults, mend)
	}
	err = s.school.EnterSheet(ctx, by, id, answers, entered["sat"])
	if faults, _, ok := fieldFaults(err); ok {
		return s.showEntry(c, http.StatusUnprocessableEntity, id, entered, faults, mend)
	}
	if err != nil {
		return err
	}
	return s.said(c, "entered", roomURL(sheet.Assignment.ID))
}

// mendEntry puts right what was entered from paper.
func (s *Server) mendEntry(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.SittingID](c, "sitting")
	if err != nil {
		return err
	}
	item, err := postedID[school.ItemID](c, "item")
	if err != nil {
		return err
	}
	sitting, err := s.school.Sitting(ctx, by, id)
	if err != nil {
		return err
	}
	entered, form := fields(c, "item"), mendForm{item: item}
	form.entered, form.reason = entered, entered["reason"]
	var answer school.Answer
	for _, it := range sitting.Items {
		if it.ID == item {
			answer, form.fault = entryOf(openItem(it), school.EntryField(item), entered)
		}
	}
	if form.fault == "" {
		err := s.school.CorrectSheet(ctx, by, id, item, answer, form.reason)
		faults, what, ok := fieldFaults(err)
		switch {
		case err == nil:
			return s.said(c, "mended", sittingURL(id)+"#"+itemAnchor(item))
		case !ok:
			return err
		case faults["reason"] != "":
			form.reasonFault = sentence("The reason", map[string]string{"reason": faults["reason"]}, what)
		default:
			form.fault = faultWords(faults, what)
		}
	}
	return s.showClosedWith(c, http.StatusUnprocessableEntity, sitting, 0, nil, form)
}

// mendForm is what a refused form brings back.
type mendForm struct {
	item                       school.ItemID
	entered                    map[string]string
	fault, reason, reasonFault string
}

// mendingView is the form beside a question that was entered from paper; nil for those who can't use it.
func mendingView(sitting school.Sitting, it school.SittingItem, form mendForm) *views.Mending {
	if it.Void || it.Marked.IsZero() {
		return nil
	}
	m := &views.Mending{Action: sittingURL(sitting.ID) + "/mend", Item: fmt.Sprint(it.ID)}
	if form.item == it.ID {
		m.Open, m.Reason = true, views.Field{Value: form.reason, Error: form.reasonFault}
		m.Entry = entryQuestion(it, form.entered)
		m.Entry.Error = form.fault
		return m
	}
	entered, prefix := map[string]string{}, school.EntryField(it.ID)
	for name, value := range it.Answer {
		entered[prefix+"."+name] = value
	}
	if it.DontKnow {
		entered[prefix+".blank"] = "yes"
	}
	m.Entry = entryQuestion(it, entered)
	return m
}

// paperNote says who printed and entered a sitting on paper; nil for one on a screen.
func (s *Server) paperNote(c echo.Context, sitting school.Sitting, w school.Workspace) (*views.PaperNote, error) {
	if sitting.Mode != school.OnPaper {
		return nil, nil
	}
	in := zone(w.Course)
	note := &views.PaperNote{PreparedBy: "an advisor", EnteredBy: "an advisor", Sat: sitting.Closed.In(in).Format("Monday 2 January"),
		Entered: views.At(sitting.Entered, s.now(), in), Mine: w.Mine}
	for id, name := range map[school.PersonID]*string{sitting.PreparedBy: &note.PreparedBy, sitting.EnteredBy: &note.EnteredBy} {
		p, err := s.school.Person(c.Request().Context(), school.System(), id)
		if err != nil && school.KindOf(err) != school.NotFound {
			return nil, err
		}
		if err == nil {
			*name = p.Name
		}
	}
	if sitting.PreparedBy == sitting.EnteredBy {
		note.PreparedBy = note.EnteredBy
	}
	return note, nil
}
