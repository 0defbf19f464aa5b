package static

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, url, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, url, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestEverythingInTheManifestIsServed(t *testing.T) {
	names, err := manifest()
	if err != nil {
		t.Fatal(err)
	}
	for _, need := range []string{"app.js", "coronium.css", "editor.js", "mathfield.js", "zoom.js", "icon.svg", "texgyrepagella-math.woff2"} {
		if names[need] == "" {
			t.Errorf("%s is not in the bundle", need)
		}
	}
	for name := range names {
		answer := get(t, URL(name), "")
		if answer.StatusCode != http.StatusOK || !strings.Contains(answer.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %q", URL(name), answer.StatusCode, answer.Header.Get("Cache-Control"))
		}
	}
}

func TestCompressedCopyIsTheSameText(t *testing.T) {
	plain, err := io.ReadAll(get(t, URL("coronium.css"), "").Body)
	if err != nil {
		t.Fatal(err)
	}
	answer := get(t, URL("coronium.css"), "gzip, br")
	if answer.Header.Get("Content-Encoding") != "gzip" {
		t.Fatal("not compressed")
	}
	r, err := gzip.NewReader(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := io.ReadAll(r)
	if err != nil || string(packed) != string(plain) {
		t.Errorf("the copies differ (%v)", err)
	}
}

func TestStylesheetNamesOnlyFilesThatExist(t *testing.T) {
	names, err := manifest()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := fs.ReadFile(files, "dist/"+names["coronium.css"])
	if err != nil {
		t.Fatal(err)
	}
	urls := regexp.MustCompile(`url\("?([^")]+)"?\)`).FindAllStringSubmatch(string(raw), -1)
	if len(urls) < 10 {
		t.Fatalf("only %d files are named", len(urls))
	}
	for _, u := range urls {
		if !strings.HasPrefix(u[1], Prefix) || get(t, u[1], "").StatusCode != http.StatusOK {
			t.Errorf("%s is not served from here", u[1])
		}
	}
}

func TestPlainNamesAreNotKeptForEver(t *testing.T) {
	for _, url := range []string{"/static/licences.txt", "/static/mathlive-fonts/KaTeX_Main-Regular.woff2"} {
		answer := get(t, url, "")
		if answer.StatusCode != http.StatusOK || strings.Contains(answer.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %q", url, answer.StatusCode, answer.Header.Get("Cache-Control"))
		}
	}
}

func TestNothingElseIsServed(t *testing.T) {
	for _, url := range []string{"/static/nothing.js", "/static/../static.go", "/static/", "/static/..%2fstatic.go"} {
		if code := get(t, url, "").StatusCode; code != http.StatusNotFound {
			t.Errorf("%s: %d", url, code)
		}
	}
	r := httptest.NewRequest(http.MethodPost, URL("app.js"), nil)
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

func TestUnknownNameKeepsItsPlainForm(t *testing.T) {
	if got := URL("no-such.png"); got != "/static/no-such.png" {
		t.Errorf("got %s", got)
	}
}
