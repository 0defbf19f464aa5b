package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"coronium/app/school"
)

// What is not there can't be asked for or granted by a form, and what belongs to somebody else does not exist.
func TestFreshSittingIsNotForTheTaking(t *testing.T) {
	in, advisor := newCourse(t)
	c, thief, assistant := in.enrol("Mira Sato", school.Trainee), in.enrol("Thief", school.Trainee), in.enrol("Assistant", school.Assistant)
	attempt, _ := c.begin(in)
	c.page(attempt+"/explain").lacks("#fresh", "form[action="+attempt+"/fresh]")
	advisor.page(attempt + "/review").lacks("#fresh")
	for _, test := range []struct {
		who    *client
		path   string
		fields url.Values
		status int
	}{
		{c, "/fresh", url.Values{"words": {"please"}}, http.StatusConflict},
		{c, "/fresh/answer", url.Values{"do": {"grant"}, "reason": {"I grant it to myself"}}, http.StatusForbidden},
		{thief, "/fresh", url.Values{"words": {"please"}}, http.StatusNotFound},
		{thief, "/fresh/answer", url.Values{"do": {"grant"}, "reason": {"x"}}, http.StatusNotFound},
		{assistant, "/fresh", nil, http.StatusForbidden},
		{assistant, "/fresh/answer", url.Values{"do": {"grant"}, "reason": {"x"}}, http.StatusForbidden},
		{advisor, "/fresh", nil, http.StatusForbidden},
		{advisor, "/fresh/answer", url.Values{"do": {"grant"}, "reason": {"x"}}, http.StatusConflict},
		{advisor, "/fresh/answer", url.Values{"do": {"grant"}, "reason": {" "}}, http.StatusUnprocessableEntity},
	} {
		if a := test.who.post(attempt+test.path, test.fields); a.status != test.status {
			t.Errorf("POST %s by %s answers %d, not %d", test.path, test.who.person.Name, a.status, test.status)
		}
	}
}
