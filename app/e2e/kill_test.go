//go:build e2e

package e2e

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"coronium/app/school"
	"coronium/app/store"
	"coronium/content"
	"coronium/exercises"
)

// TestKilledServer kills the real server with ten hand-ins in the queue. After a restart every one that was
// acknowledged is there, and each is judged exactly once.
func TestKilledServer(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "coronium")
	if out, err := exec.Command("go", "build", "-o", binary, "coronium/app").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	data := t.TempDir()
	p := launch(t, binary, data)
	library, err := exercises.Load(content.Files)
	if err != nil {
		t.Fatal(err)
	}
	x, err := library.Exercise(exercise)
	if err != nil {
		t.Fatal(err)
	}
	c := p.walkIn(t, "Tomás Rivera")
	attempt := c.attempt(t)
	fields := url.Values{}
	for _, q := range x.Predict {
		if q.Entry.Curve != nil {
			for i := range 11 {
				fields.Set(fmt.Sprintf("%s.point%d", q.ID, i), "10")
			}
			continue
		}
		fields.Set(q.ID+".low", "0.1")
		fields.Set(q.ID+".high", "500")
	}
	if status := c.post(t, attempt+"/predict", fields); status != http.StatusSeeOther {
		t.Fatalf("sealing answers %d", status)
	}
	acknowledged := 0
	for i := range 10 {
		source := fmt.Sprintf("%s\n# hand-in %d\n", x.Solution, i)
		if c.post(t, attempt+"/implement", url.Values{"source": {source}, "do": {"hand-in"}}) == http.StatusSeeOther {
			acknowledged++
		}
	}
	if acknowledged != 10 {
		t.Fatalf("%d of 10 hand-ins were acknowledged", acknowledged)
	}
	if err := p.cmd.Process.Kill(); err != nil { // SIGKILL: no chance to tidy up
		t.Fatal(err)
	}
	_ = p.cmd.Wait()
	before := judged(t, data)
	if before >= 10 {
		t.Skip("everything was judged before the server could be killed")
	}
	launch(t, binary, data)
	for deadline := time.Now().Add(3 * time.Minute); judged(t, data) < 10; time.Sleep(300 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d of 10 hand-ins are judged after the restart; %d were before", judged(t, data), before)
		}
	}
	verdicts := map[string]int{}
	for _, e := range trail(t, data) {
		if e.Action == "submission.graded" && e.Details["stage"] == "implement" {
			verdicts[e.Subject]++
		}
	}
	if len(verdicts) != 10 {
		t.Errorf("the log has verdicts on %d hand-ins, not 10", len(verdicts))
	}
	for subject, n := range verdicts {
		if n != 1 {
			t.Errorf("%s was judged %d times", subject, n)
		}
	}
}

// process is the real server.
type process struct {
	cmd *exec.Cmd
	url string
}

var addressSaid = regexp.MustCompile(`http://\S+`)

// launch starts the server and waits until it has said where it is.
func launch(t *testing.T, binary, data string) *process {
	t.Helper()
	cmd := exec.Command(binary, "serve", "--demo", "--quiet", "--addr", "127.0.0.1:0", "--data", data)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	said := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if address := addressSaid.FindString(lines.Text()); address != "" {
				said <- address
			}
		}
	}()
	select {
	case address := <-said:
		return &process{cmd, address}
	case <-time.After(patience):
		t.Fatal("the server did not say where it is")
	}
	return nil
}

// client is a person with a cookie jar and no browser.
type client struct {
	http *http.Client
	base string
}

// walkIn signs in as one of the demo's people.
func (p *process) walkIn(t *testing.T, name string) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{http: &http.Client{Jar: jar, Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, base: p.url}
	page := c.get(t, "/")
	at := strings.Index(page, name)
	if at < 0 {
		t.Fatalf("the start page does not offer to walk in as %s", name)
	}
	id := regexp.MustCompile(`name="person" value="(\d+)"`).FindStringSubmatch(page[at:])
	if id == nil || c.post(t, "/demo", url.Values{"person": {id[1]}}) != http.StatusSeeOther {
		t.Fatalf("can't walk in as %s", name)
	}
	return c
}

func (c *client) get(t *testing.T, path string) string {
	t.Helper()
	answer, err := c.http.Get(c.base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func (c *client) post(t *testing.T, path string, fields url.Values) int {
	t.Helper()
	answer, err := c.http.PostForm(c.base+path, fields)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

// attempt begins the assignment and returns the attempt's address.
func (c *client) attempt(t *testing.T) string {
	t.Helper()
	link := regexp.MustCompile(`href="(/assignments/\d+)"`).FindStringSubmatch(c.get(t, "/today"))
	if link == nil {
		t.Fatal("nothing is set on the first page")
	}
	answer, err := c.http.Get(c.base + link[1])
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.Header.Get("Location")
}

// judged counts Rivera's judged hand-ins, read from the store beside the server.
func judged(t *testing.T, data string) int {
	t.Helper()
	n := 0
	for _, e := range trail(t, data) {
		if e.Action == "submission.graded" && e.Details["stage"] == "implement" {
			n++
		}
	}
	return n
}

// trail is the log of the demo's person who has not begun.
func trail(t *testing.T, data string) []school.AuditEntry {
	t.Helper()
	beside, err := store.Open(t.Context(), data, store.Options{Beside: true})
	if err != nil {
		t.Fatal(err)
	}
	defer beside.Close()
	var out []school.AuditEntry
	err = beside.Read(t.Context(), func(tx school.Tx) error {
		person, err := tx.PersonByLogin("rivera")
		if err != nil {
			return err
		}
		out, err = tx.Audit(school.AuditFilter{Person: person.ID, Page: school.Page{Limit: 200}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
