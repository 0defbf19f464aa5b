package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/views"
)

// OwnModule is the module in which exercises stand that advisors wrote in the browser.
const OwnModule = "99-own"

// Workbench is what the pages for authors need of the site: an exercise that loads is published, and its programs are run.
type Workbench struct {
	Publish func(ctx context.Context, e *exercises.Exercise) error
	Prove   func(ctx context.Context, e *exercises.Exercise) exercises.LintedContent
}

var (
	ownID   = regexp.MustCompile(`^[a-z][a-z0-9-]{1,59}$`)
	ownFile = regexp.MustCompile(`^([A-Za-z0-9_-]+/)?[A-Za-z0-9_-][A-Za-z0-9_.-]*\.(yaml|md|py|txt|svg)$`)
)

const (
	maxOwnFile  = 256 << 10
	maxOwnFiles = 200
)

func ownURL(course school.CourseID, id string) string { return contentsURL(course) + "/" + id }

func ownFileURL(course school.CourseID, id, file, seed string) string {
	return ownURL(course, id) + "?file=" + url.QueryEscape(file) + "&variant=" + seed
}

// contents is the advisor's page on what is taught.
func (s *Server) contents(c echo.Context) error { return s.showContents(c, http.StatusOK, "", "") }

func (s *Server) showContents(c echo.Context, status int, entered, fault string) error {
	ctx, by := c.Request().Context(), s.actor(c)
	id, err := identifier[school.CourseID](c, "course")
	if err != nil {
		return err
	}
	own, err := s.school.OwnExercises(ctx, by, id) // for advisors only
	if err != nil {
		return err
	}
	course, err := s.school.Course(ctx, by, id)
	if err != nil {
		return err
	}
	v := views.Contents{Page: s.frame(c, "Content"), Course: course.Course.Title, MapURL: mapURL(id), NewAction: contentsURL(id), Fault: fault, Entered: entered}
	v.Page.Nav = "content"
	set, err := s.school.Assignments(ctx, by, id)
	if err != nil {
		return err
	}
	for _, as := range set {
		if _, stale, err := s.school.Regrades(ctx, by, as.ID); err == nil && stale > 0 {
			v.Changed = append(v.Changed, views.ChangedRow{Title: as.Title, Says: count(stale, "hand-in") + " judged by another version", URL: regradeURL(as.ID)})
		}
	}
	for _, o := range own {
		row := views.OwnRow{ID: o.ID, Title: o.ID, URL: ownURL(id, o.ID), Verdict: views.Holds, Says: "can be set"}
		if e, faults := unpacked(o.ID, o.Files); len(faults) > 0 {
			row.Verdict, row.Says = views.Differs, count(len(faults), "thing")+" to mend"
		} else {
			row.Title = e.Title
		}
		v.Own = append(v.Own, row)
	}
	closed, err := s.school.Closed(ctx, by, id)
	if err != nil {
		return err
	}
	for _, e := range s.content.Exercises() {
		if !closed[e.ID] {
			v.From = append(v.From, e.ID)
		}
	}
	return s.show(c, status, views.ContentsPage(v))
}

// unpacked reads an exercise from its zip; what can't even be unpacked is a fault as well.
func unpacked(id string, data []byte) (*exercises.Exercise, exercises.ContentErrors) {
	files, err := exercises.Unzip(data)
	if err != nil {
		return nil, exercises.ContentErrors{{Place: exercises.Place{File: id}, Says: err.Error()}}
	}
	return exercises.FromFiles(id, OwnModule, files)
}

// beginOwn makes an exercise from the template, a copy, or a zip.
func (s *Server) beginOwn(c echo.Context) error {
	ctx, by := c.Request().Context(), s.actor(c)
	course, err := identifier[school.CourseID](c, "course")
	if err != nil {
		return err
	}
	if _, err := s.school.OwnExercises(ctx, by, course); err != nil {
		return err // before anything of what was sent is read
	}
	id := strings.TrimSpace(field(c, "id"))
	files, err := s.firstFiles(c, course, id)
	if err == nil {
		err = s.keepOwn(ctx, by, course, id, files, true)
	}
	if err == nil {
		return s.said(c, "saved", ownURL(course, id))
	}
	if words, status, ok := authorWords(err); ok {
		return s.showContents(c, status, id, words)
	}
	return err
}

func (s *Server) firstFiles(c echo.Context, course school.CourseID, id string) (map[string][]byte, error) {
	if !ownID.MatchString(id) {
		return nil, school.FieldFault("id", "The name consists of lower-case letters, digits and hyphens, and begins with a letter.")
	}
	if _, err := s.content.Exercise(id); err == nil {
		return nil, school.FieldFault("id", "There is an exercise of that name already; choose another.")
	}
	if file, err := c.FormFile("zip"); err == nil && file.Size > 0 {
		return s.zipFiles(c)
	}
	if from := field(c, "from"); from != "" {
		closed, err := s.school.Closed(c.Request().Context(), s.actor(c), course)
		if err != nil {
			return nil, err
		}
		e, err := s.content.Exercise(from)
		if err != nil || closed[from] {
			return nil, school.FieldFault("from", "There is no such exercise to copy.")
		}
		files := map[string][]byte{}
		for _, name := range e.Files() {
			files[name], _ = e.File(name)
		}
		return files, nil
	}
	template, err := exercises.Template(id, OwnModule)
	files := map[string][]byte{}
	for name, text := range template {
		if relative, in := strings.CutPrefix(name, OwnModule+"/"+id+"/"); in {
			files[relative] = []byte(text)
		}
	}
	return files, err
}

// zipFiles are the files of a zip that came with the form.
func (s *Server) zipFiles(c echo.Context) (map[string][]byte, error) {
	text, err := uploadedBytes(c, "zip", exercises.MaxZip)
	if err != nil {
		return nil, err
	}
	files, err := exercises.Unzip(text)
	if err != nil {
		return nil, err
	}
	for name, text := range files {
		if !ownFile.MatchString(name) || len(text) > maxOwnFile {
			return nil, school.FieldFault("zip", fmt.Sprintf("%q can't be kept here: files end in .yaml, .md, .py, .txt or .svg, lie at most one folder deep, and have at most %d KB.", name, maxOwnFile>>10))
		}
	}
	return files, nil
}

// keepOwn stores files, and serves the exercise if it loads.
func (s *Server) keepOwn(ctx context.Context, by school.Actor, course school.CourseID, id string, files map[string][]byte, first bool) error {
	if len(files) > maxOwnFiles {
		return school.FieldFault("file", fmt.Sprintf("An exercise has at most %d files here.", maxOwnFiles))
	}
	data, err := exercises.ZipFiles(files)
	if err != nil {
		return err
	}
	var published []byte
	e, faults := exercises.FromFiles(id, OwnModule, files)
	if len(faults) == 0 {
		published = data
	}
	keep := s.school.SaveOwn
	if first {
		keep = s.school.BeginOwn
	}
	if err := keep(ctx, by, course, id, data, published); err != nil {
		return err
	}
	if published != nil && s.workbench.Publish != nil {
		err := s.workbench.Publish(ctx, e)
		var unknown exercises.ContentErrors
		if errors.As(err, &unknown) {
			return nil // such as a required exercise that is not there: the page of the exercise says it
		}
		return err
	}
	return nil
}

// authorWords are the words of a fault that belongs on the author's page.
func authorWords(err error) (words string, status int, ok bool) {
	var bad *exercises.InputError
	if errors.As(err, &bad) {
		return capital(strings.TrimSuffix(bad.Says, ".")) + ".", http.StatusUnprocessableEntity, true
	}
	if faults, what, is := fieldFaults(err); is {
		return sentence("It", faults, what), http.StatusUnprocessableEntity, true
	}
	if school.KindOf(err) == school.Conflict {
		return err.Error(), http.StatusConflict, true
	}
	return "", 0, false
}

// workshop shows one file of an exercise, what was found, and the exercise as a trainee reads it.
func (s *Server) workshop(c echo.Context) error {
	return s.showWorkshop(c, http.StatusOK, nil, "", nil)
}

func (s *Server) own(c echo.Context) (course school.CourseID, o school.OwnExercise, files map[string][]byte, err error) {
	if course, err = identifier[school.CourseID](c, "course"); err != nil {
		return
	}
	if o, err = s.school.OwnExercise(c.Request().Context(), s.actor(c), course, c.Param("exercise")); err != nil {
		return
	}
	files, err = exercises.Unzip(o.Files)
	return
}

func (s *Server) showWorkshop(c echo.Context, status int, entered *string, fault string, proved *exercises.LintedContent) error {
	course, o, files, err := s.own(c)
	if err != nil {
		return err
	}
	file := firstOf(field(c, "file"), c.QueryParam("file"), "exercise.yaml")
	if _, has := files[file]; !has {
		file = "exercise.yaml"
	}
	seed := firstOf(c.QueryParam("variant"), "1")
	number, err := strconv.ParseUint(seed, 10, 31)
	if err != nil || number == 0 {
		number, seed = 1, "1"
	}
	v := views.Workshop{Page: s.frame(c, o.ID), ID: o.ID, BackURL: contentsURL(course), File: file, Text: string(files[file]), Fault: fault, Seed: seed,
		SaveAction: ownFileURL(course, o.ID, file, seed), AddAction: ownURL(course, o.ID) + "/files", ZipURL: ownURL(course, o.ID) + "/exercise.zip",
		ZipAction: ownURL(course, o.ID) + "/zip", LintAction: ownURL(course, o.ID) + "/prove"}
	v.Page.Nav = "content"
	if entered != nil {
		v.Text = *entered
	}
	e, faults := exercises.FromFiles(o.ID, OwnModule, files)
	var found []exercises.Finding
	for _, f := range faults {
		found = append(found, exercises.Finding{Place: f.Place, Says: f.Says})
	}
	var notes []exercises.Finding
	v.Linted = "without running anything"
	if v.Loads = len(faults) == 0; v.Loads {
		report := exercises.Prove(c.Request().Context(), e, exercises.LintOptions{Variants: 3, Still: true})
		if proved != nil {
			report, v.Linted = *proved, "its programs were run on two variants"
		}
		found, notes = append(found, report.Faults...), report.Notes
		for _, r := range e.Requires {
			if _, err := s.content.Exercise(r); err != nil {
				found = append(found, exercises.Finding{Place: e.Place, Says: "requires: there is no exercise " + r + "; until there is, this one is not served"})
			}
		}
		s.lookOf(&v, e, number, course, file)
	}
	counts := map[string]int{}
	add := func(f exercises.Finding, note bool) {
		name := strings.TrimPrefix(f.File, OwnModule+"/"+o.ID+"/")
		row := views.WorkshopFinding{File: name, Line: f.Line, Says: f.Says, Note: note, URL: ownFileURL(course, o.ID, name, seed)}
		if !note {
			counts[name]++
		}
		v.Findings = append(v.Findings, row)
	}
	for _, f := range found {
		add(f, false)
	}
	for _, f := range notes {
		add(f, true)
	}
	var names []string
	for name := range files {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		v.Files = append(v.Files, views.WorkshopFile{Name: name, URL: ownFileURL(course, o.ID, name, seed), Current: name == file, Faults: counts[name]})
	}
	return s.show(c, status, views.WorkshopPage(v))
}

// lookOf fills the exercise as a trainee with a certain variant reads it.
func (s *Server) lookOf(v *views.Workshop, e *exercises.Exercise, seed uint64, course school.CourseID, file string) {
	for k := uint64(1); k <= 5; k++ {
		v.Seeds = append(v.Seeds, views.Link{Label: fmt.Sprintf("variant %d", k), URL: ownFileURL(course, e.ID, file, fmt.Sprint(k))})
	}
	variant, err := e.Variant(seed)
	if err != nil {
		v.Findings = append(v.Findings, views.WorkshopFinding{File: "exercise.yaml", Says: err.Error(), URL: ownFileURL(course, e.ID, "exercise.yaml", "1")})
		return
	}
	v.Prompt = views.Markdown(variant.Prompt())
	v.Quantities = quantities(variant, "")
}

// saveOwn stores one file, or removes it.
func (s *Server) saveOwn(c echo.Context) error {
	course, o, files, err := s.own(c)
	if err != nil {
		return err
	}
	name, text := field(c, "file"), field(c, "text")
	if _, has := files[name]; !has {
		return errNoPage
	}
	switch {
	case badText(text) != "":
		return s.showWorkshop(c, http.StatusUnprocessableEntity, nil, badText(text), nil)
	case len(text) > maxOwnFile:
		return s.showWorkshop(c, http.StatusUnprocessableEntity, nil, fmt.Sprintf("The file has %d KB; at most %d KB are kept.", len(text)>>10, maxOwnFile>>10), nil)
	case field(c, "do") == "remove" && name != "exercise.yaml" && name != "prompt.md":
		delete(files, name)
		name = "exercise.yaml"
	default:
		files[name] = []byte(text)
	}
	if err := s.keepOwn(c.Request().Context(), s.actor(c), course, o.ID, files, false); err != nil {
		return s.ownFault(c, err)
	}
	return s.said(c, "saved", ownFileURL(course, o.ID, name, firstOf(c.QueryParam("variant"), "1")))
}

// addOwnFile adds an empty file.
func (s *Server) addOwnFile(c echo.Context) error {
	course, o, files, err := s.own(c)
	if err != nil {
		return err
	}
	name := strings.TrimSpace(field(c, "file"))
	if !ownFile.MatchString(name) || path.Clean(name) != name {
		return s.showWorkshop(c, http.StatusUnprocessableEntity, nil, "A file's path is a name, or a folder and a name, such as misconceptions/no-tau.py; it ends in .yaml, .md, .py, .txt or .svg.", nil)
	}
	if _, has := files[name]; !has {
		files[name] = []byte("\n")
		if err := s.keepOwn(c.Request().Context(), s.actor(c), course, o.ID, files, false); err != nil {
			return s.ownFault(c, err)
		}
	}
	return s.said(c, "saved", ownFileURL(course, o.ID, name, "1"))
}

// ownZip gives the folder as a zip.
func (s *Server) ownZip(c echo.Context) error {
	_, o, _, err := s.own(c)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", o.ID+".zip"))
	return c.Blob(http.StatusOK, "application/zip", o.Files)
}

// takeOwnZip puts the files of a zip in the place of all files.
func (s *Server) takeOwnZip(c echo.Context) error {
	course, o, _, err := s.own(c)
	if err != nil {
		return err
	}
	files, err := s.zipFiles(c)
	if err == nil {
		err = s.keepOwn(c.Request().Context(), s.actor(c), course, o.ID, files, false)
	}
	if err != nil {
		return s.ownFault(c, err)
	}
	return s.said(c, "saved", ownURL(course, o.ID))
}

// proveOwn runs the exercise's programs.
func (s *Server) proveOwn(c echo.Context) error {
	_, o, files, err := s.own(c)
	if err != nil {
		return err
	}
	e, faults := exercises.FromFiles(o.ID, OwnModule, files)
	if len(faults) > 0 || s.workbench.Prove == nil {
		return s.showWorkshop(c, http.StatusOK, nil, "", nil)
	}
	report := s.workbench.Prove(c.Request().Context(), e)
	return s.showWorkshop(c, http.StatusOK, nil, "", &report)
}

func (s *Server) ownFault(c echo.Context, err error) error {
	if words, status, ok := authorWords(err); ok {
		return s.showWorkshop(c, status, nil, words, nil)
	}
	return err
}

func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
