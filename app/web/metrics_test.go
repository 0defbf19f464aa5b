package web_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"coronium/app/school"
	"coronium/grading/sandbox"
)

// TestMetrics: an administrator sees what the sandbox measures, nobody else does.
func TestMetrics(t *testing.T) {
	s := open(t)
	in, advisor := newCourse(t)
	if a := stranger(t, s).get("/debug/vars"); a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/sign-in") {
		t.Errorf("a stranger gets %d %s", a.status, a.to)
	}
	for _, c := range []*client{advisor, in.enrol("A", school.Trainee)} {
		if a := c.get("/debug/vars"); a.status != http.StatusForbidden || strings.Contains(a.body, "zygotes") {
			t.Errorf("%s gets %d", c.person.Name, a.status)
		}
	}
	p, err := s.School.AddPerson(t.Context(), school.System(), school.NewPerson{Name: "Root", Login: "root@example.org", Admin: true})
	if err != nil {
		t.Fatal(err)
	}
	token, err := s.Access.NewLink(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	admin := stranger(t, s)
	if a := admin.get("/welcome?link=" + token); a.status != http.StatusSeeOther {
		t.Fatalf("a one-time link answers %d", a.status)
	}
	before := s.Sandbox.Metrics().Ended[sandbox.Finished]
	if _, err := s.Sandbox.Run(context.Background(), sandbox.Job{Source: "x = 1"}); err != nil {
		t.Fatal(err)
	}
	a := admin.get("/debug/vars")
	var vars struct {
		Cmdline *[]string
		Sandbox sandbox.Metrics
	}
	if err := json.Unmarshal([]byte(a.body), &vars); err != nil || a.status != http.StatusOK || a.header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Fatalf("%d %v %.300s", a.status, err, a.body)
	}
	m := vars.Sandbox
	if m.Ended[sandbox.Finished] <= before || m.Zygotes < 1 || m.Oldest <= 0 || m.Wall.Count < 1 || len(m.Wall.Bounds) != len(m.Wall.AtMost) || m.Queued != 0 {
		t.Errorf("%+v", m)
	}
	if vars.Cmdline != nil {
		t.Error("the command line is shown")
	}
}
