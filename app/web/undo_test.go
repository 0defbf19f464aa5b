package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"coronium/app/school"
)

// TestUndoOfDerivation takes changes of the lines back and makes them again, as a page without scripts does: what stands
// in the box goes along with every button and is still there afterwards.
func TestUndoOfDerivation(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("A", school.Trainee)
	attempt, variant := c.begin(in)
	c.accepted(attempt+"/predict", predictions(variant))
	at := attempt + "/derive"
	check := func(n, text, rule string) {
		t.Helper()
		c.accepted(at, url.Values{"do": {"check"}, "text": {text}, "rule": {rule}, "n": {n}})
	}
	press := func(button string, typed url.Values) answer {
		t.Helper()
		page := c.page(at)
		page.has("form[data-compose] button[data-history=" + button + "][formaction=" + at + "/" + button + "]")
		typed.Set("history", page.value("[name=history]"))
		c.accepted(at+"/"+button, typed)
		return c.page(at)
	}
	c.page(at).lacks("[data-history]")
	check("1", "tau*V' = -(V-E_L)+R*I", "given")
	check("2", "V' = (E_L+R*I-V)/tau", "equiv 1")
	check("3", "tau*V' = E_L+R*I-V", "equiv 2")

	c.accepted(at+"/lines/2/remove", url.Values{"text": {"V = E_L+R*"}, "n": {"4"}})
	removed := c.page(at)
	removed.says("the line that this rule cited was removed", "Undo : line 2 removed")
	if removed.value("#line-text") != "V = E_L+R*" {
		t.Errorf("what was typed while a line was removed is %q", removed.value("#line-text"))
	}
	back := press("undo", url.Values{"text": {"V = E_L+R*I"}, "rule": {"implies 3"}, "n": {"3"}})
	back.says("Undone: line 2 removed.", "Derive 3 of 3", "Redo : line 2 removed")
	if back.value("#line-text") != "V = E_L+R*I" || back.value("#line-rule") != "implies 3" || back.value("[name=n]") != "4" {
		t.Errorf("what was typed is %q for line %s after undoing", back.value("#line-text"), back.value("[name=n]"))
	}
	c.page(at).lacks(".notice") // it is said once

	// A line in between: the ones after it cite anew, and the line that was begun waits.
	opened := c.page(at + "?before=2")
	opened.says("A new line in front of line 2", "Your next line waits: V = E_L+R*I")
	opened.has("[name=insert]")
	c.accepted(at, url.Values{"do": {"check"}, "text": {"-tau*V' = (V-E_L)-R*I"}, "rule": {"equiv 1"}, "n": {"2"}, "insert": {"yes"},
		"aside_text": {"V = E_L+R*I"}, "aside_rule": {"implies 3"}})
	inserted := c.page(at)
	inserted.says("equivalent to 3", "Derive 4 of 4", "Undo : line 2 inserted")
	if inserted.value("#line-text") != "V = E_L+R*I" || inserted.value("[name=n]") != "5" {
		t.Errorf("the line that waited is %q for line %s", inserted.value("#line-text"), inserted.value("[name=n]"))
	}
	press("undo", url.Values{"text": {""}, "n": {"5"}}).says("Derive 3 of 3")

	// A changed line that does not hold stands in the box; undoing the change takes it out again.
	check("3", "tau*V' = E_L-R*I-V", "equiv 2")
	if wrong := c.page(at); wrong.value("[name=n]") != "3" || wrong.value("#line-text") != "tau*V' = E_L-R*I-V" {
		t.Errorf("the wrong line is not in the box: %q", wrong.value("#line-text"))
	}
	mended := press("undo", url.Values{"text": {"tau*V' = E_L-R*I-V"}, "rule": {"equiv 2"}, "n": {"3"}})
	mended.says("Derive 3 of 3", "Undone: line 3 changed.")
	if got := mended.value("#line-text"); got != "" {
		t.Errorf("the box holds %q after the change was undone", got)
	}
	// What was undone before the change is further back.
	press("undo", url.Values{"text": {""}, "n": {"4"}}).says("Derive 4 of 4", "what had been undone before left behind")
	press("redo", url.Values{"text": {""}, "n": {"5"}}).says("Derive 3 of 3")

	c.accepted(at+"/assume", url.Values{"assumption": {"R*I > 0"}})
	press("undo", url.Values{"text": {""}, "n": {"4"}}).says("Undone: assumption R*I > 0 stated.")

	old := c.post(at+"/undo", url.Values{"text": {"x = 1"}, "n": {"4"}, "history": {"1"}})
	if old.status != http.StatusUnprocessableEntity || old.value("#line-text") != "x = 1" {
		t.Errorf("undo from a page that is out of date answers %d with %q", old.status, old.value("#line-text"))
	}
	old.says("changed from another window")
	c.accepted(at, url.Values{"do": {"check"}, "text": {"V = E_L+R*I-tau*V'"}, "rule": {"equiv 3"}, "n": {"4"}}) // nothing to redo now
	if a := c.post(at+"/redo", url.Values{"text": {""}, "n": {"5"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("redo without anything to redo answers %d", a.status)
	}
	if a := c.post(at+"/leave", url.Values{"text": {"left"}, "n": {"2"}, "aside_text": {"next"}}); a.status != http.StatusSeeOther {
		t.Errorf("leaving a line answers %d", a.status)
	}
	if got := c.page(at + "?line=0").value("#line-text"); got != "next" {
		t.Errorf("after leaving a line the box holds %q", got)
	}
	other := in.enrol("B", school.Trainee)
	if a := other.post(at+"/undo", url.Values{"history": {"-1"}}); a.status != http.StatusNotFound {
		t.Errorf("somebody else's undo answers %d", a.status)
	}
}
