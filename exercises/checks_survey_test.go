package exercises

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"coronium/grading/understand"
)

// surveyed is what was found of one program under one seed; a survey keeps one file for each, so that it can be made in pieces
// and goes on where it stopped.
type surveyed struct {
	Program  string               `json:"program"`
	Exercise string               `json:"exercise"` // as recognised; empty: looked at alone
	Seed     uint64               `json:"seed"`
	Derived  bool                 `json:"derived"` // with its exercise's worked derivation
	Seconds  float64              `json:"seconds"`
	Items    []understand.Item    `json:"items"`
	Dropped  []understand.Dropped `json:"dropped"`
	Fault    string               `json:"fault,omitempty"`
	Wrong    []string             `json:"wrong,omitempty"` // keys that did not come out again, near misses marked right
	Refused  int                  `json:"refused"`         // near misses marked wrong
}

// surveyCount is how many items of a program a survey asks for.
const surveyCount = 16

// TestSurveyOfChecks makes the checks of every program of the first modules as `coronium checks FILE.py` does: from its text
// alone, the exercise being recognised; for even seeds with the worked derivation too. It runs each key again, marks the key and
// what is near it, and writes all to CORONIUM_SURVEY, a folder; CORONIUM_SEEDS (1,2), CORONIUM_ONLY,
// CORONIUM_FAMILIES and CORONIUM_MINUTES cut it.
func TestSurveyOfChecks(t *testing.T) {
	dir := os.Getenv("CORONIUM_SURVEY")
	if dir == "" {
		t.Skip("a survey of all programs takes an hour: make checks")
	}
	minutes, err := strconv.Atoi(os.Getenv("CORONIUM_MINUTES"))
	if err != nil {
		minutes = 24 * 60
	}
	end := time.Now().Add(time.Duration(minutes) * time.Minute)
	library, programs, g := shipped(t), checkedPrograms(t), grader(t)
	for _, s := range strings.Split(firstText(os.Getenv("CORONIUM_SEEDS"), "1,2"), ",") {
		seed, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range programs {
			name := p.exercise.ID + "/" + p.name
			file := filepath.Join(dir, strings.ReplaceAll(name, "/", "--")+"--"+s+".json")
			if _, err := os.Stat(file); err == nil || !strings.Contains(name, os.Getenv("CORONIUM_ONLY")) || time.Now().After(end) {
				continue
			}
			found := survey(t, g, library, p, seed)
			found.Program = name
			raw, err := json.Marshal(found)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, raw, 0o644); err != nil {
				t.Fatal(err)
			}
			items, families, ok := fullPool(understand.Pool{Items: found.Items})
			fmt.Printf("%-5t %2d items %2d families %5.1f s  %s, seed %d as %q %s %q\n", ok, items, families, found.Seconds, name, seed, found.Exercise, found.Fault, found.Wrong)
		}
	}
}

func survey(t *testing.T, g Grader, library *Library, p checkedProgram, seed uint64) surveyed {
	ctx := context.Background()
	out := surveyed{Seed: seed, Derived: seed%2 == 0}
	began := time.Now()
	options := understand.Options{Seed: seed, Count: surveyCount}
	if families := os.Getenv("CORONIUM_FAMILIES"); families != "" {
		options.Families = strings.Split(families, ",")
	}
	var pool understand.Pool
	var err error
	if e := library.Fitting(p.text); e == nil {
		_, pool, err = g.Examiner().MakeBare(ctx, p.text, "", options)
	} else {
		out.Exercise = e.ID
		v := variant(t, e, seed)
		subject := v.Subject(p.text, time.Time{})
		if out.Derived {
			if subject.Derivation, err = v.Derivation(ctx, e.Worked); err != nil {
				t.Fatal(err)
			}
		}
		pool, err = g.Examiner().Make(ctx, subject, options)
	}
	if err != nil {
		out.Fault = err.Error()
	}
	out.Seconds = time.Since(began).Seconds()
	out.Items, out.Dropped = pool.Items, pool.Dropped
	for _, item := range pool.Items {
		refused, wrong := holdsUp(ctx, g, item)
		out.Refused += refused
		out.Wrong = append(out.Wrong, wrong...)
	}
	return out
}

// readSurvey reads what a survey found.
func readSurvey(t *testing.T, dir string) []surveyed {
	var files []string
	for _, d := range filepath.SplitList(dir) {
		list, err := filepath.Glob(filepath.Join(d, "*.json"))
		if err != nil || len(list) == 0 {
			t.Fatalf("no survey in %s (%v)", d, err)
		}
		files = append(files, list...)
	}
	all := make([]surveyed, len(files))
	for i, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, &all[i]); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
	}
	return all
}

// TestSurveyHolds sums a survey up: how many programs give a full pool, how many keys came out again, and in what time.
func TestSurveyHolds(t *testing.T) {
	dir := os.Getenv("CORONIUM_SURVEY")
	if dir == "" {
		t.Skip("there is no survey: make checks")
	}
	full, short, items, refused, wrong, seconds := 0, []string{}, 0, 0, []string{}, 0.0
	byFamily := map[string]int{}
	all := readSurvey(t, dir)
	for _, s := range all {
		n, families, ok := fullPool(understand.Pool{Items: s.Items})
		if ok {
			full++
		} else {
			short = append(short, fmt.Sprintf("%s, seed %d: %d items in %d families %s", s.Program, s.Seed, n, families, s.Fault))
		}
		for _, i := range s.Items {
			items++
			byFamily[i.Family]++
		}
		refused, seconds, wrong = refused+s.Refused, seconds+s.Seconds, append(wrong, s.Wrong...)
	}
	t.Logf("%d of %d programs and seeds give %d items in %d families; %d items, %d near misses refused; %.1f s each; by family %v",
		full, len(all), wantItems, wantFamilies, items, refused, seconds/float64(len(all)), byFamily)
	for _, s := range short {
		t.Log("too few: " + s)
	}
	if 20*len(short) > len(all) {
		t.Errorf("%d of %d programs give too few items", len(short), len(all))
	}
	for _, w := range wrong {
		t.Errorf("a key does not hold: %s", w)
	}
}
