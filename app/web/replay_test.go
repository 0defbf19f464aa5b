package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"coronium/app/school"
)

// The record from the course's choice to the trainee's last word on it: asked before anything is recorded, played back by
// both sides, exported, and gone when the trainee says so.
func TestReplay(t *testing.T) {
	in, advisor := newCourse(t)
	c, thief, assistant := in.enrol("Mira Sato", school.Trainee), in.enrol("Thief", school.Trainee), in.enrol("Assistant", school.Assistant)
	attempt, variant := c.begin(in)
	c.accepted(attempt+"/predict", predictions(variant))
	recording := fmt.Sprintf("/courses/%d/recording", in.course.ID)
	c.page(attempt+"/implement").lacks("#rec", "[data-record]")
	for _, who := range []*client{c, assistant} {
		if a := who.get(recording); a.status != http.StatusForbidden {
			t.Errorf("GET %s answers %d", recording, a.status)
		}
		if a := who.post(recording, url.Values{"recording": {"on"}}); a.status != http.StatusForbidden {
			t.Errorf("POST %s answers %d", recording, a.status)
		}
	}
	advisor.page(fmt.Sprintf("/courses/%d", in.course.ID)).has("a[href=" + recording + "]")
	advisor.page(recording).says("is not recorded", "only after a yes")
	advisor.accepted(recording, url.Values{"recording": {"on"}})
	advisor.page(recording).says("0 of 2 trainees agreed")

	asked := c.page(attempt + "/implement")
	asked.has("#rec")
	asked.lacks("[data-record]")
	asked.says("Nothing is recorded yet.")
	payload := "x = '<script>alert(1)</script><mark>' # τ 😀"
	typed := func(text, kind string) url.Values {
		edits, _ := json.Marshal([]map[string]any{{"ago": 1200, "kind": kind, "from": 0, "removed": len([]rune(variant.Exercise.Starter)), "insert": text}})
		return url.Values{"source": {text}, "edits": {string(edits)}}
	}
	c.post(attempt+"/implement/draft", typed("y = 1", "typed"))
	c.page(attempt + "/replay").says("Nothing is recorded")
	advisor.page(attempt + "/replay").says("has not answered yet")

	for _, who := range []*client{advisor, assistant} {
		if a := who.post(attempt+"/recording", url.Values{"recording": {"yes"}}); a.status != http.StatusForbidden {
			t.Errorf("somebody answers for the trainee: %d", a.status)
		}
	}
	c.accepted(attempt+"/recording", url.Values{"recording": {"yes"}})
	on := c.page(attempt + "/implement")
	on.has("[data-record]")
	on.says("is recorded: you agreed to it")
	edits, _ := json.Marshal([]map[string]any{{"ago": 900, "kind": "pasted", "from": 0, "removed": 5, "insert": payload}})
	c.post(attempt+"/implement/draft", url.Values{"source": {payload}, "edits": {string(edits)}})
	c.post(attempt+"/implement/draft", url.Values{"source": {payload + "\ny = 2"}, "edits": {"[{]"}}) // broken: the text alone is looked at
	c.accepted(attempt+"/implement", url.Values{"do": {"run"}, "source": {payload + "\ny = 2"}})

	for _, who := range []*client{c, advisor, assistant} {
		page := who.page(attempt + "/replay")
		page.has("[data-replay] input[type=range]", "[data-replay] mark", "script[type=application/json]", "a[data-step=1]")
		page.says("93 % of it came in one paste", payload, "Changed, not seen how: 6 characters", "Run")
		page.lacks("main pre script", "[data-replay] mark mark")
		who.page(attempt+"/replay?step=0").says("What stood there at the beginning", "y = 1")
		who.page(attempt + "/replay?step=999999").says("Step 3 of 3")
		who.page(attempt + "/replay?step=-1%00x")
	}
	advisor.page(attempt + "/review").has("a[href=" + attempt + "/replay]")
	c.page("/account").has("a[href=/account/writing.jsonl]")
	if a := thief.get(attempt + "/replay"); a.status != http.StatusNotFound {
		t.Errorf("another trainee's replay answers %d", a.status)
	}
	if a := thief.post(attempt+"/recording", url.Values{"recording": {"no"}}); a.status != http.StatusNotFound {
		t.Errorf("another trainee stops the record: %d", a.status)
	}
	lines := strings.Split(strings.TrimSpace(c.get("/account/writing.jsonl").body), "\n")
	var first, second struct{ Kind, Insert string }
	if len(lines) != 4 || json.Unmarshal([]byte(lines[0]), &first) != nil || json.Unmarshal([]byte(lines[1]), &second) != nil || first.Insert != "y = 1" || second.Insert != payload {
		t.Errorf("the export has %d lines: %q", len(lines), lines)
	}
	if body := advisor.get("/account/writing.jsonl").body; body != "" {
		t.Errorf("an advisor's own export has %q", body)
	}
	log := c.get("/account/log.jsonl").body
	if n := strings.Count(log, "replay.opened"); n < 8 || !strings.Contains(log, "recording.agreed") {
		t.Errorf("the trainee's log tells of %d looks", n)
	}
	c.accepted(attempt+"/recording", url.Values{"recording": {"no"}})
	advisor.page(attempt + "/replay").says("The trainee said no")
	if body := c.get("/account/writing.jsonl").body; body != "" {
		t.Errorf("what was deleted is exported: %q", body)
	}
	c.page(attempt + "/implement").lacks("[data-record]")
}
