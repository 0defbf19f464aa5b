package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"coronium/app/school"
	"coronium/exercises"
)

// An advisor begins an exercise, breaks it, reads where, mends it, and sets it; a trainee hands in; a change of the content
// is judged again with a preview.
func TestAuthoringAndRegrade(t *testing.T) {
	c, ada := newCourse(t)
	mia := c.enrol("Mia Okafor", school.Trainee)
	content := fmt.Sprintf("/courses/%d/content", c.course.ID)
	id := fmt.Sprintf("my-own-%d", c.course.ID)
	for _, path := range []string{content, content + "/" + id} {
		if a := mia.get(path); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
			t.Errorf("a trainee reads %s: %d", path, a.status)
		}
	}
	if a := mia.post(content, url.Values{"id": {id}}); a.status == http.StatusSeeOther {
		t.Error("a trainee begins an exercise")
	}
	for _, bad := range []string{"", "Upper", "a/b", exercise} {
		if a := ada.post(content, url.Values{"id": {bad}}); a.status != http.StatusUnprocessableEntity {
			t.Errorf("the name %q answers %d", bad, a.status)
		}
	}
	shop := ada.accepted(content, url.Values{"id": {id}})
	page := ada.page(shop)
	for _, part := range []string{"solution.py", "misconceptions/", "As a trainee reads it", "variant 5", "the exercise loads", "starter.py"} {
		if !strings.Contains(strings.ToLower(page.body), strings.ToLower(part)) {
			t.Errorf("the workshop lacks %q", part)
		}
	}
	yaml, ok := fileOf(t, c, id, "exercise.yaml")
	if !ok {
		t.Fatal("the new exercise is not served")
	}
	broken := strings.Replace(yaml, "level:", "levle:", 1)
	ada.accepted(shop, url.Values{"file": {"exercise.yaml"}, "text": {broken}, "do": {"save"}})
	page = ada.page(shop)
	if want := `unknown key &#34;levle&#34;`; !strings.Contains(page.body, want) || !strings.Contains(page.body, "exercise.yaml, line ") {
		t.Error("the fault is not told with its place")
	}
	if still, _ := fileOf(t, c, id, "exercise.yaml"); still != yaml {
		t.Error("a broken state is served")
	}
	ada.accepted(shop, url.Values{"file": {"exercise.yaml"}, "text": {yaml}, "do": {"save"}})
	if a := ada.post(shop+"/files", url.Values{"file": {"../x.py"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a path that leads out answers %d", a.status)
	}
	if to := ada.accepted(shop+"/files", url.Values{"file": {"bank/mine.txt"}}); !strings.Contains(to, "bank%2Fmine.txt") {
		t.Errorf("a new file leads to %s", to)
	}
	ada.accepted(shop, url.Values{"file": {"bank/mine.txt"}, "do": {"remove"}})

	zip := ada.get(shop + "/exercise.zip")
	if files, err := exercises.Unzip([]byte(zip.body)); err != nil || string(files["exercise.yaml"]) != yaml {
		t.Errorf("the zip: %v", err)
	}
	if a := ada.upload(shop+"/zip", "zip", "x.zip", zip.body); a.status != http.StatusSeeOther {
		t.Errorf("the zip comes back with %d", a.status)
	}
	if a := ada.upload(shop+"/zip", "zip", "x.zip", "PK no zip"); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "no zip that can be read") {
		t.Errorf("no zip answers %d", a.status)
	}
	other, stranger := newCourse(t)
	if a := stranger.get(fmt.Sprintf("/courses/%d/content/%s", other.course.ID, id)); a.status != http.StatusNotFound {
		t.Errorf("another course's exercise answers %d", a.status)
	}

	// It is set, worked on, changed, and judged again.
	as, err := c.site.School.Assign(t.Context(), school.ActorFor(ada.person), school.NewAssignment{Course: c.course.ID, Exercise: id, Opens: "2026-11-20T08:00", Due: "2026-12-18T18:00", Counts: school.CountsBest, Mode: school.Timed})
	if err != nil {
		t.Fatal(err)
	}
	attempt, err := c.site.School.Begin(t.Context(), school.ActorFor(mia.person), as.ID)
	if err != nil {
		t.Fatal(err)
	}
	x, _ := c.site.Content.Exercise(id)
	variant, err := x.Variant(attempt.Seed)
	if err != nil {
		t.Fatal(err)
	}
	base := fmt.Sprintf("/attempts/%d", attempt.ID)
	mia.accepted(base+"/predict", predictions(variant))
	regrade := fmt.Sprintf("/assignments/%d/regrade", as.ID)
	if a := mia.get(regrade); a.status == http.StatusOK {
		t.Error("a trainee reads a regrade")
	}
	prompt, _ := fileOf(t, c, id, "prompt.md")
	mia.eventually(base+"/predict", "Sealed")
	ada.accepted(shop, url.Values{"file": {"prompt.md"}, "text": {prompt + "\nA mended sentence.\n"}, "do": {"save"}})
	if page := mia.page(base + "/predict"); strings.Contains(page.body, "A mended sentence.") {
		t.Error("the attempt lost the content it began with")
	}
	deadline := time.Now().Add(time.Minute)
	for {
		if _, stale, err := c.site.School.Regrades(t.Context(), school.ActorFor(ada.person), as.ID); err != nil || stale > 0 || time.Now().After(deadline) {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if page := ada.page(content); !strings.Contains(page.body, regrade) {
		t.Error("the changed assignment is not listed")
	}
	if a := ada.post(regrade, url.Values{"reason": {""}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("no reason answers %d", a.status)
	}
	ada.accepted(regrade, url.Values{"reason": {"the prompt was wrong"}})
	preview := ada.eventually(regrade, "1 of 1 judged hand-ins keep their verdict")
	if !strings.Contains(preview.body, "/apply") {
		t.Fatal("the preview can't be applied")
	}
	if strings.Contains(preview.body, "other numbers") {
		t.Error("a mended prompt is said to change the numbers")
	}
	form := preview.body[strings.Index(preview.body, regrade+"/"):]
	ada.accepted(form[:strings.Index(form, `"`)], nil)
	if page := mia.page(base + "/predict"); !strings.Contains(page.body, "A mended sentence.") {
		t.Error("the attempt does not go on with the new content")
	}

	// A version that draws other numbers is announced as such, with the hand-ins that it is about.
	ada.accepted(shop, url.Values{"file": {"exercise.yaml"}, "text": {strings.Replace(yaml, "uniform: [10, 30], step: 1", "uniform: [40, 60], step: 1", 1)}, "do": {"save"}})
	ada.accepted(regrade, url.Values{"reason": {"slower cells"}})
	preview = ada.eventually(regrade, "of 1 judged hand-ins keep their verdict")
	if !strings.Contains(preview.body, "One attempt was given other numbers") || strings.Count(preview.body, " · other numbers") != 1 {
		t.Error("nothing says that the numbers of the attempt change")
	}
}

// What an advisor writes belongs to the advisor's courses: others neither see nor set it, unless it is set there already.
func TestOwnExercisesStayWithTheirAuthor(t *testing.T) {
	c, ada := newCourse(t)
	id := fmt.Sprintf("whose-%d", c.course.ID)
	ada.accepted(fmt.Sprintf("/courses/%d/content", c.course.ID), url.Values{"id": {id}})
	foreign, bob := newCourse(t)
	second, cleo := newCourse(t)
	if _, err := second.site.School.Enrol(t.Context(), school.System(), second.course.ID, ada.person.ID, school.Advisor); err != nil {
		t.Fatal(err)
	}
	zoe := foreign.enrol("Zoe Lindqvist", school.Trainee)
	title := "how a leaky membrane relaxes"
	assign := func(of *course, who *client) error {
		_, err := c.site.School.Assign(t.Context(), school.ActorFor(who.person), school.NewAssignment{Course: of.course.ID, Exercise: id, Opens: "2026-11-20T08:00", Due: "2026-12-18T18:00", Counts: school.CountsBest, Mode: school.Timed})
		return err
	}
	shows := func(of *course, who *client, want bool) {
		t.Helper()
		base := fmt.Sprintf("/courses/%d", of.course.ID)
		for _, path := range []string{base + "/assign", base + "/map", base + "/content"} {
			if strings.HasSuffix(path, "map") || who.person.ID != zoe.person.ID {
				if body := who.page(path).body; (strings.Contains(body, title) || strings.Contains(body, id)) != want {
					t.Errorf("%s shows the exercise: %v", path, !want)
				}
			}
		}
		status := map[bool]int{true: http.StatusOK, false: http.StatusNotFound}[want]
		if a := who.get(base + "/modules/99-own"); a.status != status {
			t.Errorf("the page of the module of own exercises answers %d", a.status)
		}
	}
	shows(c, ada, true)
	shows(second, cleo, true)
	shows(foreign, bob, false)
	shows(foreign, zoe, false)
	if a := bob.get(fmt.Sprintf("/courses/%d/assign?exercise=%s", foreign.course.ID, id)); a.status != http.StatusNotFound {
		t.Errorf("the form of a foreign exercise answers %d", a.status)
	}
	if a := bob.post(fmt.Sprintf("/courses/%d/content", foreign.course.ID), url.Values{"id": {"mine-now"}, "from": {id}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a foreign exercise is copied: %d", a.status)
	}
	if err := assign(foreign, bob); school.KindOf(err) != school.Invalid {
		t.Errorf("a foreign exercise is set: %v", err)
	}
	if err := assign(second, cleo); err != nil {
		t.Errorf("a colleague in one of the author's courses can't set it: %v", err)
	}
	// The author leaves; what is set stays open.
	if _, err := second.site.School.Enrol(t.Context(), school.System(), second.course.ID, ada.person.ID, school.Trainee); err != nil {
		t.Fatal(err)
	}
	shows(second, cleo, true)
}

func fileOf(t *testing.T, c *course, id, name string) (string, bool) {
	t.Helper()
	e, err := c.site.Content.Exercise(id)
	if err != nil {
		return "", false
	}
	text, ok := e.File(name)
	return string(text), ok
}

// The map links every exercise's box, and says the same as a nested list.
func TestConceptMap(t *testing.T) {
	c, _ := newCourse(t)
	mia := c.enrol("Mia Okafor", school.Trainee)
	page := mia.page(fmt.Sprintf("/courses/%d/map", c.course.ID))
	boxes, lists := strings.Count(page.body, "<rect "), strings.Count(page.body, " needs:")
	closed, err := c.site.School.Closed(t.Context(), school.ActorFor(mia.person), c.course.ID)
	if err != nil {
		t.Fatal(err)
	}
	needs := 0
	all := slices.DeleteFunc(c.site.Content.Exercises(), func(e *exercises.Exercise) bool { return closed[e.ID] })
	for _, e := range all {
		if len(e.Requires) > 0 {
			needs++
		}
	}
	if boxes != len(all) || lists != needs || strings.Count(page.body, "<path ") < needs {
		t.Errorf("%d boxes for %d exercises, %d lists for %d", boxes, len(all), lists, needs)
	}
	if !strings.Contains(page.body, `aria-label="Concept map of the curriculum"`) || !strings.Contains(page.body, `<a href="/courses/`) {
		t.Error("the map is not reachable by keyboard or has no name")
	}
}
