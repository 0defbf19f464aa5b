package main

import (
	"os/exec"
	"strings"
	"testing"
)

// layers says, for each part of the module, which other parts it may import. Data flows one way:
// content -> exercises -> grading -> sim, and the app around them; a part that is not named here
// may import none of ours.
var layers = []struct {
	part string   // path below the module, with everything under it
	may  []string // parts that it may import beside itself
}{
	{"sim", nil},
	{"grading/understand", []string{"sim", "grading/sandbox"}},
	{"grading", []string{"sim"}},
	{"exercises", []string{"sim", "grading"}},
	{"content", nil},
	{"views", nil},
	{"app/school", []string{"exercises", "grading", "sim"}},
	{"app/lab", []string{"sim"}},
	{"app/store", []string{"app/school", "exercises", "grading", "sim"}},
	{"app/jobs", []string{"app/school", "app/store", "exercises", "grading", "sim"}},
	{"app/access", []string{"app/school", "app/store"}},
	{"app/web", []string{"app/lab", "app/school", "app/jobs", "app/access", "views", "exercises", "grading", "sim"}},
	{"app/demo", []string{"app/school", "app/store", "app/jobs", "app/access", "exercises", "grading", "sim", "content"}},
	{"app/e2e", []string{"app", "views", "exercises", "grading", "sim", "content"}},
	{"app", []string{"app", "views", "exercises", "grading", "sim", "content"}},
}

// command stands for package main alone, without the parts below it.
const command = "app."

// foreign lists libraries that only certain parts may import directly: the domain knows no HTTP and
// no SQL, the engines know nothing of the web, and the reference core stands on gonum alone.
var foreign = []struct {
	library string
	only    []string
}{
	{"github.com/labstack/echo", []string{"app"}},
	{"gorm.io/", []string{"app/store", "app/access", "app/jobs"}},
	{"github.com/riverqueue/", []string{"app/jobs", "app/store"}},
	{"github.com/a-h/templ", []string{"views", "app/web"}},
	{"net/http", []string{"app/web", "app/access", "app/e2e", "app/demo", "app/site", "views", command}},
	{"database/sql", []string{"app/store", "app/jobs", "app/access", command}}, // the doctor asks the driver itself
}

// TestImportDirection holds the architecture's arrows against what the compiler sees.
func TestImportDirection(t *testing.T) {
	out, err := exec.Command("go", "list", "-tags", "e2e", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "coronium/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		from, imports, _ := strings.Cut(strings.TrimSpace(line), " ")
		from = strings.TrimPrefix(from, "coronium/")
		seen++
		for _, to := range strings.Fields(imports) {
			if ours, is := strings.CutPrefix(to, "coronium/"); is {
				if !mayImport(from, ours) {
					t.Errorf("%s imports %s: against the direction of the architecture", from, ours)
				}
				continue
			}
			for _, rule := range foreign {
				if within(to, strings.TrimSuffix(rule.library, "/")) && !anyWithin(from, rule.only) {
					t.Errorf("%s imports %s, which is for %s only", from, to, strings.Join(rule.only, ", "))
				}
			}
		}
	}
	if seen < 10 {
		t.Fatalf("go list named only %d packages", seen)
	}
}

func mayImport(from, to string) bool {
	for _, layer := range layers {
		if within(from, layer.part) {
			return within(to, layer.part) && layer.part != "grading" || sameEngine(from, to) || anyWithin(to, layer.may)
		}
	}
	return false
}

// sameEngine reports whether two packages of grading belong to one engine: engines don't import each other.
func sameEngine(from, to string) bool {
	engine := func(path string) string {
		parts := strings.SplitN(path, "/", 3)
		if len(parts) < 2 {
			return ""
		}
		return parts[1]
	}
	return within(from, "grading") && within(to, "grading") && engine(from) == engine(to)
}

func within(path, part string) bool { return path == part || strings.HasPrefix(path, part+"/") }

func anyWithin(path string, parts []string) bool {
	for _, part := range parts {
		if within(path, part) || part == command && path == "app" {
			return true
		}
	}
	return false
}
