package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"coronium/app/school"
)

// TestAssign: an advisor chooses an exercise, sees what the checks will do, and says which struggles to keep; what is
// wrong comes back beside its field with nothing lost.
func TestAssign(t *testing.T) {
	in, advisor := newCourse(t)
	at := fmt.Sprintf("/courses/%d/assign", in.course.ID)
	advisor.page(fmt.Sprintf("/courses/%d", in.course.ID)).has("a[href="+at+"]", fmt.Sprintf("a[href=/assignments/%d/settings]", in.assignment.ID))
	advisor.page(at).has("a[href=" + at + "?exercise=qif-theta]")
	at += "?exercise=qif-theta"
	form := advisor.page(at)
	form.has("input[name=opens]", "input[name=help-derive][value=by-hand][checked]", "input[name=mode][value=timed][checked]", "input[name=why-implement]")
	form.says("What the checks will do", "With two assignments", "E of 200", "understands, slips in 8 %", "guesses, 15 % luckier")
	values := url.Values{"opens": {"2026-11-23T08:00"}, "due": {"2026-11-20T18:00"}, "grace": {"ten"}, "late": {"counts"}, "late-per-day": {"120"}, "counts": {"latest"},
		"attempts": {"3"}, "mode": {"in-the-room"}, "help-derive": {"assisted"}, "weight-derive": {"40"}, "why-derive": {"<b>because</b>"}}
	refused := advisor.post(at, values)
	if refused.status != http.StatusUnprocessableEntity || refused.value("[name=due]") != "2026-11-20T18:00" || refused.value("[name=why-derive]") != "<b>because</b>" {
		t.Fatalf("%d, or something typed was lost: %q", refused.status, refused.value("[name=why-derive]"))
	}
	refused.has("#grace[aria-invalid]", "#grace-error", "input[name=mode][value=in-the-room][checked]", "input[name=help-derive][value=assisted][checked]")
	values.Set("grace", "10")
	refused = advisor.post(at, values)
	refused.has("#due[aria-invalid]", "#late-per-day[aria-invalid]")
	values.Set("due", "2026-12-20T18:00")
	values.Set("late-per-day", "12")
	advisor.accepted(at, values)
	set, err := in.site.School.Assignments(t.Context(), school.ActorFor(advisor.person), in.course.ID)
	if err != nil || len(set) != 2 {
		t.Fatalf("%v %+v", err, set)
	}
	a := set[1]
	if set[0].Exercise == "qif-theta" {
		a = set[0]
	}
	if a.Exercise != "qif-theta" || a.Mode != school.InTheRoom || a.LatePerDay != 12 || a.Attempts != 3 || a.Counts != school.CountsLatest ||
		a.Policies[school.Derive] != (school.Policy{Help: school.Assisted, Weight: 40, Why: "<b>because</b>"}) {
		t.Errorf("set: %+v", a)
	}
	at = fmt.Sprintf("/assignments/%d/settings", a.ID)
	change := advisor.page(at)
	if change.value("[name=due]") != "2026-12-20T18:00" || change.value("[name=weight-derive]") != "40" {
		t.Errorf("the form of what was set holds %q, %q", change.value("[name=due]"), change.value("[name=weight-derive]"))
	}
	change.says("With two assignments")
	values.Set("attempts", "5")
	advisor.accepted(at, values)
	trainee := in.enrol("A", school.Trainee)
	for _, path := range []string{at, fmt.Sprintf("/courses/%d/assign", in.course.ID), fmt.Sprintf("/assignments/%d/room", a.ID)} {
		if answer := trainee.get(path); answer.status != http.StatusForbidden {
			t.Errorf("%s answers a trainee with %d", path, answer.status)
		}
	}
	if answer := advisor.get(fmt.Sprintf("/courses/%d/assign?exercise=perpetual-motion", in.course.ID)); answer.status != http.StatusNotFound {
		t.Errorf("an exercise that there is not answers %d", answer.status)
	}
}

// TestRoom: the code is on the page of the room while it holds, and only there.
func TestRoom(t *testing.T) {
	in, advisor := newCourse(t)
	at := fmt.Sprintf("/assignments/%d/room", in.assignment.ID)
	advisor.page(at).says("The room is closed", "Nobody can sit yet")
	for _, minutes := range []string{"", "soon", "0", "500"} {
		refused := advisor.post(at, url.Values{"minutes": {minutes}})
		if refused.status != http.StatusUnprocessableEntity {
			t.Errorf("%q minutes answer %d", minutes, refused.status)
		}
		refused.has("#minutes[aria-invalid]")
	}
	advisor.accepted(at, url.Values{"minutes": {"30"}})
	open := advisor.page(at)
	open.says("The room is open until")
	open.has(".room .code")
	if codes := open.all(".room .code"); len(codes) != 1 || len(strings.TrimSpace(textOf(codes[0]))) != 6 {
		t.Errorf("%d codes on the page", len(codes))
	}
	advisor.accepted(at+"/close", url.Values{})
	advisor.page(at).lacks(".room .code")
}
