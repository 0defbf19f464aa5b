package web_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"coronium/app/lab"
	"coronium/app/school"
	"coronium/sim"
	"coronium/sim/registry"
	"coronium/views/tex"
)

// quick are settings at which each slow model is quick: the pages are tested, not the models.
var quick = map[string]string{
	"brunel": "N=200&T=300", "coba": "N=200&T=300", "cuba": "N=200&T=300", "balanced": "N=100&K=10&T=300", "axon": "n=60&T=1", "population-code": "N=10&trials=5",
	"random-rate": "N=20&networks=1&T=20", "ring": "N=16&trials=3&T=50", "low-rank": "N=50&T=100", "q-learner": "n=50", "ou": "N=3&T=100", "lif-white-noise": "N=2&T=300", "stdp": "T=2000",
	"stdp-lif": "T=2000&N=100", "wilson-cowan": "T=200", "connor-stevens": "T=50", "morris-lecar": "T=300", "hmm": "n=100&iters=3", "hopfield": "N=60&cues=2", "glm-recovery": "n=300&draws=2",
	"escape-lif": "T=300", "two-state-channels": "T=300", "channels-langevin": "T=300", "lnp": "n=2000", "hh": "T=30", "bcm": "T=1000", "qif": "T=100", "ddm": "trials=50", "race": "trials=50",
	"mi-independent": "draws=5", "model-recovery": "draws=20", "renewal": "T=2000", "dead-time-poisson": "T=2000", "perceptron": "tasks=2", "three-factor": "trials=50", "kalman": "n=100",
}

// quickAddress is a model's page without its sweep, which other tests look at.
func quickAddress(name string) string {
	return lab.WithFields("/lab/"+name, quickFields(name))
}

func quickFields(name string) url.Values {
	fields := query(quick[name])
	fields.Set(lab.FieldSweep, "0")
	return fields
}

func query(text string) url.Values {
	fields, err := url.ParseQuery(text)
	if err != nil {
		panic(err)
	}
	return fields
}

// ready gets a page of the lab and comes back until its run is over, as a browser without scripts does.
func (c *client) ready(path string) answer {
	c.t.Helper()
	for range 600 {
		a := c.get(path)
		if len(a.all(".lab-pending")) == 0 {
			return a
		}
		time.Sleep(50 * time.Millisecond)
	}
	c.t.Fatalf("%s is never ready", path)
	return answer{}
}

func TestLabIndex(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("A", school.Trainee)
	index := c.page("/lab")
	for _, m := range registry.All() {
		index.has("a[href=/lab/" + m.Name + "]")
	}
	index.has("nav.main a[href=/lab][aria-current=page]", "form[role=search] #lab-q")
	found := c.page("/lab?q=siegert+noise")
	found.has("a[href=/lab/siegert]")
	found.lacks("a[href=/lab/oja]")
	c.page("/lab?q=xylophone").says("Nothing here is called that.")
	if a := stranger(t, in.site).get("/lab/lif"); a.status != http.StatusSeeOther {
		t.Errorf("a stranger's lab answers %d", a.status)
	}
	if a := c.get("/lab/adx"); a.status != http.StatusNotFound {
		t.Errorf("an unknown model answers %d", a.status)
	} else {
		a.says("/lab/adex")
	}
}

// Every registered entry has a page with a field and a slider for each parameter, what it computes, and its exports, which hold the
// numbers of the core.
func TestLabPageOfEveryModel(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("A", school.Trainee)
	for _, m := range registry.All() {
		at := quickAddress(m.Name)
		a := c.ready(at)
		if a.status != http.StatusOK {
			t.Errorf("%s answers %d: %s", at, a.status, a.words())
			continue
		}
		a.has("main h1", "form#lab-form[method=get]", "#lab-out .lab-main", "#lab-out a[href^=/lab/"+m.Name+"/run.csv]", "#lab-url")
		a.lacks("#lab-out .lab-problem")
		for _, p := range m.Parameters {
			if p.Name == "workers" {
				continue
			}
			a.has(fmt.Sprintf("#p-%s[name=%s]", p.Name, p.Name), fmt.Sprintf("label[for=p-%s]", p.Name), fmt.Sprintf("input[type=range][data-for=p-%s][min][max][step]", p.Name),
				fmt.Sprintf("#r-p-%s", p.Name), fmt.Sprintf("#e-%s", p.Name))
		}
		for _, v := range m.Variants {
			a.has("#lab-variant option[value=" + v.Name + "]")
		}
		if m.PhasePlane != nil {
			a.has("#h-plane")
		}
		if m.Bifurcation != nil {
			a.has("#h-bifurcation")
		}
		if strings.HasPrefix(m.Name, "brunel") && m.Kind == sim.KindModel {
			a.has("path.raster")
		}
		figures := a.all("#lab-out figure svg.plot")
		if len(figures) == 0 && len(a.all("#sw-of option")) == 0 {
			t.Errorf("%s has neither a figure nor a sweep", m.Name)
		}
		for _, f := range figures {
			if attribute(f, "role") != "img" || attribute(f, "aria-labelledby") == "" || attribute(f, "aria-describedby") == "" {
				t.Errorf("%s: a figure without a name", m.Name)
			}
		}
		labExportsOf(t, c, m, a)
	}
}

func labExportsOf(t *testing.T, c *client, m sim.Model, a answer) {
	t.Helper()
	fields := quickFields(m.Name)
	want, err := registry.Run(t.Context(), m.Name, sim.Settings{Values: lab.Read(m, fields).Values, Seed: 1, Traces: true})
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Model  string
		Params map[string]float64
		Result map[string]float64
		Traces map[string][]float64
	}
	raw := c.get(lab.WithFields("/lab/"+m.Name+"/run.json", fields))
	if err := json.Unmarshal([]byte(raw.body), &doc); err != nil {
		t.Fatalf("%s: %v", m.Name, err)
	}
	if doc.Model != m.Name || len(doc.Params) != len(m.Parameters) || len(doc.Result) != len(want.Scalars) || len(doc.Traces) != len(want.Traces) {
		t.Errorf("%s: the document has %d parameters, %d results, %d traces", m.Name, len(doc.Params), len(doc.Result), len(doc.Traces))
	}
	for name, v := range want.Scalars {
		if doc.Result[name] != v {
			t.Errorf("%s: %s is %v in the document, %v in the core", m.Name, name, doc.Result[name], v)
		}
	}
	table := c.get(lab.WithFields("/lab/"+m.Name+"/run.csv", fields))
	for _, p := range m.Parameters {
		if !strings.Contains(table.body, "# parameter "+p.Name+" = ") {
			t.Errorf("%s: the table does not name %s", m.Name, p.Name)
		}
	}
	if got := table.header.Get("Content-Disposition"); !strings.Contains(got, m.Name+".csv") {
		t.Errorf("the table is called %s", got)
	}
	if program := c.get(lab.WithFields("/lab/"+m.Name+"/run.py", fields)); program.status != http.StatusOK || !strings.HasPrefix(program.body, "#!/usr/bin/env python3\n\"\"\"") {
		t.Errorf("%s: the program answers %d", m.Name, program.status)
	}
	for _, link := range a.all("#lab-out a.svg-link") {
		drawing := c.get(attribute(link, "href"))
		checkDrawing(t, m.Name, drawing)
		break // one a model: they are made alike
	}
}

// checkDrawing takes a stand-alone drawing apart: well-formed, named, coloured by itself, asking nobody for anything.
func checkDrawing(t *testing.T, name string, a answer) {
	t.Helper()
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "image/svg+xml") {
		t.Errorf("%s: the drawing answers %d, %s", name, a.status, a.header.Get("Content-Type"))
		return
	}
	seen := map[string]bool{}
	d := xml.NewDecoder(strings.NewReader(a.body))
	for {
		token, err := d.Token()
		if err != nil {
			if err.Error() != "EOF" {
				t.Errorf("%s: the drawing is not well formed: %v", name, err)
			}
			break
		}
		if e, ok := token.(xml.StartElement); ok {
			seen[e.Name.Local] = true
			for _, attr := range e.Attr {
				if attr.Name.Local == "class" && e.Name.Local != "svg" {
					for class := range strings.FieldsSeq(attr.Value) {
						if class != "plot" && class != "soft" && !strings.Contains(a.body, "."+class) {
							t.Errorf("%s: nothing colours .%s", name, class)
						}
					}
				}
			}
		}
	}
	for _, element := range []string{"title", "desc", "style", "rect"} {
		if !seen[element] {
			t.Errorf("%s: the drawing has no %s", name, element)
		}
	}
	if strings.Count(a.body, "@font-face") != 2 {
		t.Errorf("%s: the drawing does not carry its fonts", name)
	}
	if strings.Contains(a.body, "var(--") || strings.Contains(strings.ReplaceAll(a.body, "http://www.w3.org/2000/svg", ""), "http") {
		t.Errorf("%s: the drawing needs the page or the network", name)
	}
}

// What is typed wrongly comes back beside its field, with a 422, and nothing else is lost.
func TestLabRefusesBesideTheField(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("A", school.Trainee)
	a := c.get("/lab/lif?tau=minus+one&R=80&I=0.9&V_r=-40&was=&along=I&of=rate&low=0&high=abc&variant=no-tau")
	if a.status != http.StatusUnprocessableEntity {
		t.Fatalf("wrong values answer %d", a.status)
	}
	a.has("#p-tau[aria-invalid=true]", "#sw-high[aria-invalid=true]", "#lab-variant option[value=no-tau][selected]")
	a.says("\"minus one\" is not a number", "\"abc\" is not a number")
	if a.value("#p-tau") != "minus one" || a.value("#p-R") != "80" || a.value("#p-I") != "0.9" {
		t.Error("something typed was lost")
	}
	a.lacks("#lab-out figure")
	relation := c.get("/lab/lif?V_r=-40") // each alone is fine, together not
	if relation.status != http.StatusUnprocessableEntity {
		t.Fatalf("a reset above the threshold answers %d", relation.status)
	}
	relation.has("#p-V_r[aria-invalid=true]")
	relation.says("below V_th = -50 mV")
	large := c.get("/lab/lif?T=1000000")
	if large.status != http.StatusUnprocessableEntity {
		t.Fatalf("ten million steps answer %d", large.status)
	}
	large.has("#p-T[aria-invalid=true]")
	large.says("Take T up to 40000", "coronium sim lif")
	for _, export := range []string{"run.csv", "run.json", "run.py", "figure.svg"} {
		if got := c.get("/lab/lif/" + export + "?tau=x"); got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s of a wrong value answers %d", export, got.status)
		}
	}
	if got := c.get("/lab/lif/figure.svg?figure=none"); got.status != http.StatusNotFound {
		t.Errorf("a figure that does not exist answers %d", got.status)
	}
}

// A mistake that gives the right result at these values is said to hide, with the way to where it shows.
func TestLabMistakeThatHides(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("A", school.Trainee)
	hides := c.ready("/lab/ddm?trials=50&variant=x0-ignored")
	hides.says("The mistake hides here.", "It shows at x0 = 0.4")
	hides.has("a[href=/lab/ddm?trials=50&variant=x0-ignored&x0=0.4]")
	for _, address := range []string{"/lab/ddm?trials=50&variant=x0-ignored&x0=0.4", "/lab/ddm?trials=50&variant=no-two", "/lab/ddm?trials=50"} {
		if page := c.ready(address); strings.Contains(page.body, "The mistake hides") {
			t.Errorf("%s says that a mistake hides", address)
		}
	}
}

// A form sends every field; the address keeps what differs, and alone gives the page again.
func TestLabAddressHoldsTheState(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("A", school.Trainee)
	page := c.ready("/lab/adex?set=tonic&T=100")
	fields := url.Values{}
	for _, n := range page.all("#lab-form input[name]") {
		fields.Add(attribute(n, "name"), attribute(n, "value"))
	}
	fields.Set("set", "tonic")
	fields.Set("variant", "no-b")
	fields.Set("I", "450")
	to := c.get("/lab/adex?" + fields.Encode())
	if to.status != http.StatusSeeOther || to.to != "/lab/adex?I=450&T=100&set=tonic&variant=no-b" {
		t.Fatalf("the form leads to %d %s", to.status, to.to)
	}
	again := c.ready(to.to)
	again.has("#lab-set option[value=tonic][selected]", "#lab-variant option[value=no-b][selected]", "path.wrong-run")
	again.says("Spikes leave w alone.")
	if again.value("#p-I") != "450" || again.value("#lab-url") != c.base+to.to {
		t.Errorf("I %s, link %s", again.value("#p-I"), again.value("#lab-url"))
	}
	pin := ""
	for _, n := range again.all("a.btn") {
		if strings.Contains(attribute(n, "href"), "pin=") {
			pin = attribute(n, "href")
		}
	}
	pinned := c.ready(pin + "&a=9")
	pinned.has("ul.pins li", "path.pin1", "#lab-form input[name=pin]")
	pinned.lacks("path.pin2")
	reset := c.ready("/lab/adex")
	reset.has("#lab-form .reset a[href=/lab/adex]")
	if reset.value("#p-I") != "600" {
		t.Error("reset does not lead to the defaults")
	}
}

// A script gets what changes alone, with the faults of all fields beside it; an error leaves the figures where they are.
func TestLabFragments(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("A", school.Trainee)
	ask := func(path string) answer {
		r := c.request(http.MethodGet, path, nil)
		r.Header.Set("Hx-Request", "true")
		return c.do(r)
	}
	c.ready("/lab/lif?I=0.7")
	part := ask("/lab/lif?I=0.7&was=")
	if part.status != http.StatusOK {
		t.Fatalf("a fragment answers %d", part.status)
	}
	part.has(".lab-cols[data-address=/lab/lif?I=0.7]", "#e-I[data-hx-swap-oob]", "figure svg.plot", "#lab-variant-says")
	part.lacks("header", "#lab-form")
	wrong := ask("/lab/lif?I=x")
	if wrong.status != http.StatusUnprocessableEntity || wrong.header.Get("HX-Retarget") != "#lab-state" {
		t.Errorf("a wrong value answers %d to %s", wrong.status, wrong.header.Get("HX-Retarget"))
	}
	wrong.lacks("figure")
	wrong.has("#e-I[data-hx-swap-oob]")
	wrong.says("not a number")
}

// A long run goes on behind the page, says where it is, and ends at a word.
func TestLabRunIsCancelled(t *testing.T) {
	in, _ := newCourse(t)
	c := in.enrol("A", school.Trainee)
	a := c.get("/lab/hmm?n=50000&iters=200")
	if a.status != http.StatusOK {
		t.Fatalf("a long run answers %d: %s", a.status, a.words())
	}
	a.has(".lab-pending[data-lab-events^=/events/lab/]", ".lab-pending progress")
	if !strings.Contains(a.body, `http-equiv="refresh"`) {
		t.Error("a browser without scripts never comes back")
	}
	forms := a.all("form[data-lab-cancel]")
	if len(forms) != 1 {
		t.Fatal("there is no way to cancel")
	}
	cancel := attribute(forms[0], "action")
	if other := in.enrol("B", school.Trainee); other.post(cancel, url.Values{}).status != http.StatusNotFound {
		t.Error("somebody else can cancel a run")
	}
	stopped := c.page(c.accepted(cancel, url.Values{}))
	stopped.says("Nothing was run.")
	stopped.has("a.btn[href=/lab/hmm?iters=200&n=50000]")
	stopped.lacks(".lab-pending")
	if stopped.value("#p-n") != "50000" {
		t.Error("the values are lost")
	}
}

// Every entry has its equations, and they are set, never shown as their source.
func TestLabEquationsAreSet(t *testing.T) {
	for _, m := range registry.All() {
		if len(registry.Equations(m.Name)) == 0 {
			t.Errorf("%s has no equation at its head", m.Name)
		}
		for _, e := range registry.Equations(m.Name) {
			if _, err := tex.Set(e, false); err != nil {
				t.Errorf("%s: %s: %v", m.Name, e, err)
			}
		}
	}
}
