package web_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"coronium/app/school"
)

// upload posts a file as a browser does.
func (c *client) upload(path, field, name, text string) answer {
	c.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile(field, name)
	if err != nil {
		c.t.Fatal(err)
	}
	_, _ = io.WriteString(part, text)
	_ = form.Close()
	req := c.request(http.MethodPost, path, &body)
	req.Header.Set("Content-Type", form.FormDataContentType())
	return c.do(req)
}

const notebookText = `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[
{"cell_type":"code","id":"a","metadata":{},"execution_count":null,"outputs":[],"source":["%matplotlib inline\n","import math\n","import matplotlib.pyplot as plt"]},
{"cell_type":"code","id":"b","metadata":{},"execution_count":null,"outputs":[],"source":["def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):\n","    return [math.pi], []\n","plt.plot([1])"]}]}`

// A notebook comes into the editor with what was taken; a broken one is refused on the page with the reason.
func TestNotebookIsTaken(t *testing.T) {
	c, _ := newCourse(t)
	mia := c.enrol("Mia Okafor", school.Trainee)
	base, variant := mia.begin(c)
	mia.accepted(base+"/predict", predictions(variant))
	page := mia.get(base + "/implement")
	if !strings.Contains(page.body, "Download the starter as a notebook") || !strings.Contains(page.body, `enctype="multipart/form-data"`) {
		t.Fatal("the page does not offer notebooks")
	}
	starter := mia.get(base + "/implement/starter.ipynb")
	var nb struct {
		Format int `json:"nbformat"`
	}
	if err := json.Unmarshal([]byte(starter.body), &nb); err != nil || nb.Format != 4 || starter.status != http.StatusOK {
		t.Fatalf("the starter: %d, %v", starter.status, err)
	}
	if a := mia.upload(base+"/implement/notebook", "notebook", "work.ipynb", notebookText); a.status != http.StatusSeeOther {
		t.Fatalf("an upload answers %d: %s", a.status, a.body)
	}
	page = mia.get(base + "/implement")
	for _, part := range []string{"# Taken from cells 1 and 2 of the notebook.", "# %% cell 2, line 1", "import math", "is in the editor"} {
		if !strings.Contains(page.body, part) {
			t.Errorf("the editor lacks %q", part)
		}
	}
	if strings.Contains(page.body, "plt.plot") {
		t.Error("a trial was taken along")
	}
	for name, text := range map[string]string{"half": notebookText[:200], "empty": "", "other": `{"a": 1}`, "R": strings.Replace(notebookText, `"metadata":{},"cells"`, `"metadata":{"language_info":{"name":"R"}},"cells"`, 1),
		"huge": `{"cells":[],"x":"` + strings.Repeat("A", 3<<20) + `"}`} {
		if a := mia.upload(base+"/implement/notebook", "notebook", "work.ipynb", text); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "notice") {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	if again := mia.get(base + "/implement"); !strings.Contains(again.body, "import math") {
		t.Error("a refused notebook changed the editor")
	}
	// Somebody else's attempt is no place for it.
	ben := c.enrol("Ben Ruiz", school.Trainee)
	if a := ben.upload(base+"/implement/notebook", "notebook", "work.ipynb", notebookText); a.status == http.StatusSeeOther {
		t.Error("a stranger's notebook was taken")
	}
	if a := ben.get(base + "/implement/starter.ipynb"); a.status == http.StatusOK {
		t.Error("a stranger reads the starter of an attempt")
	}
}

// A notebook that is pasted into the editor is handed in as its program.
func TestPastedNotebook(t *testing.T) {
	c, _ := newCourse(t)
	mia := c.enrol("Mia Okafor", school.Trainee)
	base, variant := mia.begin(c)
	mia.accepted(base+"/predict", predictions(variant))
	if a := mia.post(base+"/implement", url.Values{"source": {notebookText}, "do": {"run"}}); a.status != http.StatusSeeOther {
		t.Fatalf("a pasted notebook answers %d: %s", a.status, a.body)
	}
	if page := mia.get(base + "/implement"); !strings.Contains(page.body, "# %% cell 2, line 1") {
		t.Error("the program of the notebook does not stand in the editor")
	}
}
