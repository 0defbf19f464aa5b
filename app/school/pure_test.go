package school

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseLocal(t *testing.T) {
	tests := []struct {
		zone, text, want, says string // want in UTC; or what the error says
	}{
		{"Europe/Vienna", "2026-11-27T18:00", "2026-11-27T17:00", ""},
		{"Europe/Vienna", "2026-07-01T18:00", "2026-07-01T16:00", ""},
		{"Asia/Kathmandu", "2026-11-27T00:10", "2026-11-26T18:25", ""}, // UTC+05:45
		{"Europe/Vienna", "2026-03-29T02:30", "", "skip"},              // clocks go from 2 to 3
		{"Europe/Vienna", "2026-10-25T02:30", "2026-10-25T00:30", ""},  // comes twice: the earlier, in CEST
		{"America/New_York", "2026-11-01T01:30", "2026-11-01T05:30", ""},
		{"Australia/Lord_Howe", "2026-10-04T02:15", "", "skip"}, // half an hour is skipped
		{"UTC", "2028-02-29T12:00", "2028-02-29T12:00", ""},
		{"UTC", "2026-02-29T12:00", "", "no date"},
		{"UTC", "", "", "missing"},
		{"UTC", "tomorrow", "", "2026-11-27T18:00"},
		{"Mars/Olympus", "2026-11-27T18:00", "", "IANA"},
		{"", "2026-11-27T18:00", "", "IANA"},
		{"Local", "2026-11-27T18:00", "", "IANA"},
	}
	for _, test := range tests {
		got, err := ParseLocal(test.zone, test.text)
		if test.says != "" {
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%s in %s: %v, %v; want an error that says %q", test.text, test.zone, got, err, test.says)
			}
			continue
		}
		if err != nil || got.UTC().Format("2006-01-02T15:04") != test.want {
			t.Errorf("%s in %s is %v (%v), want %s", test.text, test.zone, got.UTC(), err, test.want)
		}
	}
}

func TestWorkingDays(t *testing.T) {
	vienna := Course{Zone: "Europe/Vienna"}.Location()
	for _, test := range []struct {
		from string // in Vienna
		n    int
		want string
	}{
		{"2026-11-23T09:41", 5, "2026-11-30T23:59"}, // Monday to Monday
		{"2026-11-23T23:59", 5, "2026-11-30T23:59"},
		{"2026-11-27T18:00", 5, "2026-12-04T23:59"}, // Friday to Friday
		{"2026-11-28T10:00", 5, "2026-12-04T23:59"}, // Saturday
		{"2026-11-29T10:00", 1, "2026-11-30T23:59"}, // Sunday
		{"2026-03-26T10:00", 2, "2026-03-30T23:59"}, // over the change to summer time
	} {
		from, err := time.ParseInLocation(localLayout, test.from, vienna)
		if err != nil {
			t.Fatal(err)
		}
		if got := workingDays(from.UTC(), test.n, vienna).Format(localLayout); got != test.want {
			t.Errorf("%d working days after %s: %s, want %s", test.n, test.from, got, test.want)
		}
	}
}

// TestDayAfterProperty: the day after begins after t, on another civil day, and the instant before it
// is still on the day of t.
func TestDayAfterProperty(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, name := range []string{"Europe/Vienna", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"} {
		c := Course{Zone: name}
		for range 500 {
			at := time.Unix(1_500_000_000+r.Int64N(400_000_000), r.Int64N(1e9)).UTC()
			next := dayAfter(at, c.Location())
			if !next.After(at) || c.Day(next) == c.Day(at) || c.Day(next.Add(-time.Nanosecond)) != c.Day(at) {
				t.Fatalf("%s: the day after %v begins at %v", name, at.In(c.Location()), next)
			}
		}
	}
}

// TestChooseProperty draws from random pools: as many as asked for if there are enough, no item that
// may not be asked yet, at most two of a family, and no family twice while another was not asked.
func TestChooseProperty(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	now := time.Unix(1_700_000_000, 0)
	for range 2000 {
		var pool []PooledItem
		byID := map[ItemID]PooledItem{}
		families := map[string]int{}
		for i := range r.IntN(14) {
			it := PooledItem{ID: ItemID(i + 1), CheckItem: CheckItem{Family: fmt.Sprint("C", r.IntN(6)), NotBefore: now.Add(time.Duration(r.IntN(5)-3) * time.Hour)}}
			pool = append(pool, it)
			byID[it.ID] = it
			if !it.NotBefore.After(now) {
				families[it.Family]++
			}
		}
		askable := 0
		for _, n := range families {
			askable += min(n, perFamily)
		}
		n := r.IntN(6)
		got := choose(slices.Clone(pool), map[string]int{"C0": r.IntN(2)}, n, now)
		if len(got) != min(n, askable) {
			t.Fatalf("%d of %d drawn from %v, %d can be asked", len(got), n, pool, askable)
		}
		here := map[string]int{}
		seen := map[ItemID]bool{}
		for _, id := range got {
			it := byID[id]
			here[it.Family]++
			if seen[id] || it.NotBefore.After(now) || here[it.Family] > perFamily {
				t.Fatalf("drew %+v from %v", got, pool)
			}
			seen[id] = true
		}
		for f, k := range here {
			for other := range families {
				if k == 2 && here[other] == 0 {
					t.Fatalf("family %s twice while %s was not asked", f, other)
				}
			}
		}
	}
}

func TestChooseNewFamiliesFirst(t *testing.T) {
	item := func(id ItemID, family string) PooledItem {
		return PooledItem{ID: id, CheckItem: CheckItem{Family: family}}
	}
	pool := []PooledItem{item(1, "C1"), item(2, "C3"), item(3, "C5"), item(4, "C7"), item(5, "C9")}
	got := choose(pool, map[string]int{"C1": 1, "C3": 1}, 3, time.Unix(0, 0).Add(time.Hour))
	if !slices.Equal(got, []ItemID{3, 4, 5}) {
		t.Errorf("drew %v, want the families that were not asked before", got)
	}
}

func TestReadyAt(t *testing.T) {
	at := func(hours ...int) (out []PooledItem) {
		for _, h := range hours {
			it := PooledItem{}
			if h > 0 {
				it.NotBefore = time.Unix(0, 0).Add(time.Duration(h) * time.Hour)
			}
			out = append(out, it)
		}
		return out
	}
	for _, test := range []struct {
		items []PooledItem
		n     int
		want  int // hours; 0 for at once
	}{{at(0, 0, 24), 2, 0}, {at(0, 0, 24), 3, 24}, {at(48, 24, 0), 2, 24}, {at(48, 24, 12), 1, 12}, {at(5, 5, 5, 7), 4, 7}} {
		var want time.Time
		if test.want > 0 {
			want = time.Unix(0, 0).Add(time.Duration(test.want) * time.Hour)
		}
		if got := readyAt(test.items, test.n); !got.Equal(want) {
			t.Errorf("%d of %v can be asked at %v, want %v", test.n, test.items, got, want)
		}
	}
}

// handIn is a judged hand-in for tests of grades and skills.
func handIn(id SubmissionID, stage Stage, score float64, late time.Duration) Submission {
	return Submission{ID: id, Stage: stage, Kind: HandIn, State: Graded, Late: late, Received: time.Unix(int64(id)*1000, 0), Graded: time.Unix(int64(id)*1000+5, 0),
		Verdict: Verdict{Score: score, Max: 10, Passed: score == 10, Says: fmt.Sprint(score, " of 10")}}
}

func TestPick(t *testing.T) {
	day := 24 * time.Hour
	waiting := Submission{ID: 9, Stage: Derive, State: Queued}
	ungradable := handIn(8, Derive, 10, 0)
	ungradable.Verdict.Ungradable = true
	for _, test := range []struct {
		name string
		all  []Submission
		rule Counts
		late Late
		want SubmissionID
	}{
		{"best", []Submission{handIn(1, Derive, 4, 0), handIn(2, Derive, 8, 0), handIn(3, Derive, 6, 0)}, CountsBest, LatePractice, 2},
		{"latest", []Submission{handIn(1, Derive, 4, 0), handIn(2, Derive, 8, 0), handIn(3, Derive, 6, 0)}, CountsLatest, LatePractice, 3},
		{"the first of equals", []Submission{handIn(1, Derive, 8, 0), handIn(2, Derive, 8, 0)}, CountsBest, LatePractice, 1},
		{"late is practice", []Submission{handIn(1, Derive, 4, 0), handIn(2, Derive, 10, time.Hour)}, CountsBest, LatePractice, 1},
		{"only late, practice", []Submission{handIn(2, Derive, 10, time.Hour)}, CountsBest, LatePractice, 0},
		{"late and worth less", []Submission{handIn(1, Derive, 9, 0), handIn(2, Derive, 10, time.Hour)}, CountsBest, LateCounts, 1},
		{"late and worth more all the same", []Submission{handIn(1, Derive, 4, 0), handIn(2, Derive, 10, time.Hour)}, CountsBest, LateCounts, 2},
		{"latest, but on time before late", []Submission{handIn(1, Derive, 4, 0), handIn(2, Derive, 10, time.Hour)}, CountsLatest, LateCounts, 1},
		{"latest of equally late ones", []Submission{handIn(1, Derive, 4, day), handIn(2, Derive, 2, day)}, CountsLatest, LateCounts, 2},
		{"only late, counts", []Submission{handIn(2, Derive, 10, time.Hour)}, CountsLatest, LateCounts, 2},
		{"what waits or can't be judged", []Submission{handIn(1, Derive, 4, 0), ungradable, waiting}, CountsLatest, LatePractice, 1},
		{"nothing", nil, CountsBest, LatePractice, 0},
	} {
		if got := counting(test.all, Assignment{Counts: test.rule, Late: test.late, LatePerDay: 20}, nil)[Derive].ID; got != test.want {
			t.Errorf("%s: hand-in %d counts, want %d", test.name, got, test.want)
		}
	}
}

func TestGrade(t *testing.T) {
	ex := Exercise{Stages: []StageInfo{{Predict, 10}, {Derive, 30}, {Implement, 30}, {Explain, 20}, {Critique, 10}}}
	a := Assignment{Counts: CountsBest, Late: LateCounts, LatePerDay: 20, Policies: map[Stage]Policy{
		Predict: {Weight: 10}, Derive: {Weight: 30}, Implement: {Weight: 30}, Explain: {Weight: 20}, Critique: {Weight: 10}}}
	in := gradeInput{exercise: ex, assignment: a,
		handIns: []Submission{handIn(1, Predict, 7, 0), handIn(2, Derive, 8, 0), handIn(3, Implement, 10, 25*time.Hour)},
		hints:   map[AttemptID]map[Stage]float64{0: {Derive: .25}},
		explain: 3, explainMax: 6,
		overrides: map[Stage]Override{Critique: {Points: 4, Reason: "on paper"}}}
	// predict 10 × 7/10; derive 30 × 8/10 × (1 − .25); implement 30 × 1 × (1 − 2 × .2) for two begun days;
	// explain 20 × 3/6; critique as set.
	want := map[Stage]float64{Predict: 7, Derive: 18, Implement: 18, Explain: 10, Critique: 4}
	got := grade(in)
	for _, g := range got {
		if math.Abs(g.Points-want[g.Stage]) > 1e-9 || g.Why == "" {
			t.Errorf("%s: %g points (%s), want %g", g.Stage, g.Points, g.Why, want[g.Stage])
		}
	}
	if total, soFar := totals(got); total != 57 || soFar != 57 {
		t.Errorf("total %g, so far %g, want 57 and 57", total, soFar)
	}
	in.handIns, in.explain, in.explainMax, in.overrides = in.handIns[:2], 0, 0, nil
	if total, soFar := totals(grade(in)); math.Abs(total-25) > 1e-9 || math.Abs(soFar-62.5) > 1e-9 { // 25 of 100, 25 of 40
		t.Errorf("half way: total %g, so far %g, want 25 and 62.5", total, soFar)
	}
	in.assignment.LatePerDay, in.handIns = 60, []Submission{handIn(3, Implement, 10, 25*time.Hour)}
	if got := grade(in)[2].Points; got != 0 {
		t.Errorf("two days at 60 %% a day give %g points, want none", got)
	}
}

// TestGradeOverAttempts: beginning again loses nothing, and hints cost in the attempt in which they
// were opened.
func TestGradeOverAttempts(t *testing.T) {
	ex := Exercise{Stages: []StageInfo{{Derive, 30}, {Implement, 30}, {Explain, 20}}, Hints: map[Stage][]Hint{Derive: {{Cost: .5}}}}
	opened := map[Stage]map[int]time.Time{Derive: {1: time.Unix(1, 0)}}
	of := func(id SubmissionID, at AttemptID, stage Stage, score float64) Submission {
		sub := handIn(id, stage, score, 0)
		sub.Attempt = at
		return sub
	}
	for _, test := range []struct {
		rule                       Counts
		second                     []Submission
		kept                       Standing
		derive, implement, explain float64
	}{
		{CountsBest, nil, Standing{}, 12, 30, 10},
		{CountsLatest, nil, Standing{}, 12, 30, 10},
		{CountsBest, []Submission{of(3, 2, Derive, 6)}, Standing{Score: 1, Max: 4}, 18, 30, 10}, // worth more than 8 with a hint at half
		{CountsBest, []Submission{of(3, 2, Derive, 3)}, Standing{Score: 1, Max: 4}, 12, 30, 10},
		{CountsBest, []Submission{of(3, 2, Derive, 9)}, Standing{Score: 4, Max: 4}, 27, 30, 20},
		{CountsLatest, []Submission{of(3, 2, Derive, 6)}, Standing{Score: 1, Max: 4}, 18, 30, 5},
	} {
		in := gradeInput{exercise: ex, assignment: Assignment{Counts: test.rule, Policies: map[Stage]Policy{Derive: {Weight: 30}, Implement: {Weight: 30}, Explain: {Weight: 20}}}}
		in.add(1, []Submission{of(1, 1, Derive, 8), of(2, 1, Implement, 10)}, opened, Standing{Score: 2, Max: 4})
		in.add(2, test.second, nil, test.kept)
		got := grade(in)
		for i, want := range []float64{test.derive, test.implement, test.explain} {
			if math.Abs(got[i].Points-want) > 1e-9 {
				t.Errorf("%s, then %v: %s gives %g points, want %g", test.rule, test.second, got[i].Stage, got[i].Points, want)
			}
		}
	}
}

// TestGradeProperty: points lie between nothing and the weight, whatever engines and authors say.
func TestGradeProperty(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	wild := func() float64 {
		return []float64{0, -3, .5, 1, 7, 10, 1e300, math.Inf(1), r.NormFloat64() * 10}[r.IntN(9)]
	}
	for range 2000 {
		sub := handIn(1, Derive, 0, time.Duration(r.Int64N(int64(200*time.Hour))))
		sub.Verdict.Score, sub.Verdict.Max = wild(), wild()
		in := gradeInput{exercise: Exercise{Stages: []StageInfo{{Derive, 30}}}, handIns: []Submission{sub}, hints: map[AttemptID]map[Stage]float64{0: hintCosts(Exercise{Hints: map[Stage][]Hint{Derive: {{Cost: wild()}}}}, Assignment{}, map[Stage]map[int]time.Time{Derive: {1: {}}})},
			assignment: Assignment{Counts: CountsBest, Late: LateCounts, LatePerDay: r.IntN(101), Policies: map[Stage]Policy{Derive: {Weight: 30}}}}
		g := grade(in)
		total, soFar := totals(g)
		if !(g[0].Points >= 0 && g[0].Points <= 30) || !(total >= 0 && total <= 100) || !(soFar >= 0 && soFar <= 100) {
			t.Fatalf("score %g of %g with hints %v: %g points, %g, %g", sub.Verdict.Score, sub.Verdict.Max, in.hints, g[0].Points, total, soFar)
		}
	}
}

func TestSkills(t *testing.T) {
	ex := Exercise{ID: "lif", Title: "LIF", Skills: []string{"threshold", "f-i-curve"}, Stages: []StageInfo{{Predict, 10}, {Derive, 30}, {Implement, 30}, {Explain, 20}}}
	begun := time.Unix(500, 0)
	good := []Submission{handIn(1, Predict, 0, 0), handIn(2, Derive, 10, 0), handIn(3, Implement, 10, 0)}
	for _, test := range []struct {
		name    string
		record  exerciseRecord
		mastery Mastery
		level   float64
		items   int
	}{
		{"not begun", exerciseRecord{exercise: ex}, Unseen, math.NaN(), 0},
		{"begun", exerciseRecord{exercise: ex, begun: begun}, SkillBegun, math.NaN(), 0},
		{"predictions only", exerciseRecord{exercise: ex, begun: begun, handIns: good[:1]}, SkillBegun, math.NaN(), 0},
		{"derived", exerciseRecord{exercise: ex, begun: begun, handIns: good[:2]}, SkillBegun, 100, 1},
		{"all passed, checks to come", exerciseRecord{exercise: ex, begun: begun, handIns: good, status: StatusOpen}, SkillShaky, 100, 2},
		{"all passed, cleared", exerciseRecord{exercise: ex, begun: begun, handIns: good, status: StatusCleared}, SkillSound, 100, 2},
		{"all passed, no items", exerciseRecord{exercise: ex, begun: begun, handIns: good, status: StatusUnmade}, SkillSound, 100, 2},
		{"all passed, inconclusive", exerciseRecord{exercise: ex, begun: begun, handIns: good, status: StatusInconclusive}, SkillShaky, 100, 2},
		{"all passed, flagged", exerciseRecord{exercise: ex, begun: begun, handIns: good, status: StatusFlagged}, SkillShaky, 100, 2},
		{"one failed", exerciseRecord{exercise: ex, begun: begun, handIns: []Submission{good[0], good[1], handIn(3, Implement, 6, 0)}, status: StatusNone}, SkillShaky, 80, 2},
	} {
		got := skillStates([]exerciseRecord{test.record})
		if len(got) != 2 {
			t.Fatalf("%s: %d skills", test.name, len(got))
		}
		st := got[1]
		same := st.Level == test.level || (math.IsNaN(st.Level) && math.IsNaN(test.level))
		if st.Skill != "f-i-curve" || st.Mastery != test.mastery || !same || st.Items != test.items {
			t.Errorf("%s: %+v, want %s at %g from %d", test.name, st, test.mastery, test.level, test.items)
		}
	}
	// Two exercises of one skill: the weaker one keeps it from being sound, the last evidence is told.
	other := ex
	other.Title = "Noise"
	st := skillStates([]exerciseRecord{
		{exercise: ex, begun: begun, handIns: good, status: StatusCleared},
		{exercise: other, begun: begun, handIns: []Submission{handIn(8, Derive, 10, 0), handIn(9, Implement, 4, 0)}, status: StatusNone}})[0]
	if st.Mastery != SkillShaky || st.Level != 85 || st.Items != 4 || !strings.Contains(st.Evidence, "Noise") {
		t.Errorf("two exercises: %+v", st)
	}
}

// TestFlagIsNotInSkills: what may not be known yet looks like what only waits.
func TestFlagIsNotInSkills(t *testing.T) {
	ex := Exercise{Skills: []string{"x"}, Stages: []StageInfo{{Implement, 30}, {Explain, 20}}}
	of := func(s Status) SkillState {
		return skillStates([]exerciseRecord{{exercise: ex, begun: time.Unix(1, 0), handIns: []Submission{handIn(1, Implement, 10, 0)}, status: s}})[0]
	}
	if of(StatusFlagged) != of(StatusOpen) || of(StatusFlagged) == of(StatusCleared) {
		t.Errorf("flagged %+v, waiting %+v", of(StatusFlagged), of(StatusOpen))
	}
}

func TestSeedSpread(t *testing.T) {
	seen := map[uint64]bool{}
	for person := range uint64(50) {
		for attempt := range uint64(20) {
			s := seed([]byte("secret"), person, 1, attempt)
			if s >= 1<<31 || seen[s] {
				t.Fatalf("seed %d of person %d, attempt %d", s, person, attempt)
			}
			seen[s] = true
		}
	}
	if seed([]byte("secret"), 1, 2) == seed([]byte("other"), 1, 2) || seed(nil, 1, 2) == seed(nil, 2, 1) {
		t.Error("the secret or the order of the parts does not matter")
	}
	first := seed([]byte("secret"), 3, 4, 5)
	if again := seed([]byte("secret"), 3, 4, 5); again != first {
		t.Error("the same parts give another seed")
	}
}

func TestErrors(t *testing.T) {
	inner := fmt.Errorf("constraint failed: people.login")
	e := As(inner)
	if e.Kind != Internal || strings.Contains(e.Error(), "constraint") || e.Unwrap() != inner || e.Hint == "" {
		t.Errorf("a foreign error shows as %q", e)
	}
	wrapped := fmt.Errorf("while reading: %w", notFound("course"))
	if KindOf(wrapped) != NotFound || As(wrapped).Message != "There is no such course." || As(wrapped).BadInput() {
		t.Errorf("wrapped: %v", As(wrapped))
	}
	f := &Error{Kind: Invalid, Message: "No.", Fields: map[string]string{"b": "is late", "a": "is missing"}}
	if f.Error() != "No.; a: is missing; b: is late" || !f.BadInput() {
		t.Errorf("fields: %q", f)
	}
}

// FuzzParseLocal: what is read is the wall-clock time that was written.
func FuzzParseLocal(f *testing.F) {
	f.Add("Europe/Vienna", "2026-10-25T02:30")
	f.Add("Australia/Lord_Howe", "2026-10-04T02:15")
	f.Add("", "")
	f.Add("UTC", "9999-12-31T23:59")
	f.Fuzz(func(t *testing.T, zone, text string) {
		got, err := ParseLocal(zone, text)
		if err != nil {
			if KindOf(err) != Invalid {
				t.Fatalf("%q in %q: %v", text, zone, err)
			}
			return
		}
		if got.Format(localLayout) != text {
			t.Fatalf("%q in %q is read as %v", text, zone, got)
		}
		if earlier := got.Add(-time.Hour); earlier.Format(localLayout) == text {
			t.Fatalf("%q in %q comes twice and is read as the later one", text, zone)
		}
	})
}
