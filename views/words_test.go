package views

import (
	"strings"
	"testing"
	"time"
)

func TestMomentsCountByTheCalendar(t *testing.T) {
	zone := time.FixedZone("CET", 3600)
	now := time.Date(2026, 11, 24, 23, 30, 0, 0, zone)
	for _, c := range []struct {
		t        time.Time
		relative string
	}{
		{now.Add(20 * time.Second), "now"},
		{now.Add(-20 * time.Second), "just now"},
		{now.Add(10 * time.Minute), "in 10 minutes"},
		{now.Add(-time.Minute), "1 minute ago"},
		{now.Add(9 * time.Hour), "tomorrow"}, // the next date, though fewer than 24 hours away
		{now.Add(-5 * time.Hour), "5 hours ago"},
		{now.Add(72 * time.Hour), "in 3 days"},
		{now.Add(-24 * time.Hour), "yesterday"},
		{now.Add(-240 * time.Hour), "10 days ago"},
	} {
		if got := At(c.t, now, zone); got.Relative != c.relative {
			t.Errorf("%v: %q, want %q", c.t.Sub(now), got.Relative, c.relative)
		}
	}
	w := At(time.Date(2026, 11, 27, 17, 0, 0, 0, time.UTC), now, zone)
	if w.Absolute != "Fri 27 Nov, 18:00 CET" || w.Machine != "2026-11-27T17:00:00Z" {
		t.Errorf("got %+v", w)
	}
	if At(time.Time{}, now, zone).Set() {
		t.Error("no moment is set")
	}
	if next := At(now.AddDate(1, 0, 0), now, zone); !strings.Contains(next.Absolute, "2027") {
		t.Errorf("another year must be named: %q", next.Absolute)
	}
}

func TestHeadlines(t *testing.T) {
	in := func(relative string) When { return When{Relative: relative} }
	for _, c := range []struct {
		due  []DueRow
		want string
	}{
		{nil, "Nothing is due."},
		{[]DueRow{{Kind: "exercise", When: in("in 3 days")}, {Kind: "sitting", When: in("tomorrow")}}, "One hand-in in 3 days, one sitting tomorrow."},
		{[]DueRow{{Kind: "exercise", When: in("in 3 days")}, {Kind: "exercise", When: in("in 9 days")}}, "Two hand-ins (the first in 3 days)."},
		{[]DueRow{{Kind: "exercise", Late: true}}, "One hand-in late."},
		{[]DueRow{{Kind: "exercise"}}, "One hand-in without a date."},
	} {
		if got := (Today{Due: c.due}).headline(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	for _, c := range []struct {
		course Course
		want   string
	}{
		{Course{}, "Nobody is enrolled yet."},
		{Course{Trainees: 3}, "Nobody is stuck, and no flag waits."},
		{Course{Trainees: 9, Stuck: []StuckRow{{Count: 3}, {Count: 5}}, Flags: make([]FlagRow, 2)}, "Five are stuck on one line; two flags wait for you."},
		{Course{Trainees: 9, Flags: make([]FlagRow, 1)}, "One flag waits for you."},
	} {
		if got := c.course.headline(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestFirstSentenceIsTheHeading(t *testing.T) {
	for _, c := range []struct{ ask, first, rest string }{
		{"Raise it by 3 mV. What happens?", "Raise it by 3 mV.", "What happens?"},
		{"At $I = 0.8$ nA, what is it? More.", "At $I = 0.8$ nA, what is it?", "More."},
		{"Only this", "Only this", ""},
		{"Run `f(1. 2)` now. Then?", "Run `f(1. 2)` now.", "Then?"},
		{strings.Repeat("long ", 40) + ". End.", "A question about your program", strings.Repeat("long ", 40) + ". End."},
	} {
		first, rest := firstSentence(Markdown(c.ask))
		if string(first) != c.first || string(rest) != c.rest {
			t.Errorf("%q gives %q and %q", c.ask, first, rest)
		}
	}
}

func TestTimeIsWords(t *testing.T) {
	for seconds, want := range map[int]string{0: "no time", 20: "half a minute", 60: "a minute", 100: "2 minutes", 300: "5 minutes"} {
		if got := timeLeft(seconds); got != want {
			t.Errorf("%d s: %q, want %q", seconds, got, want)
		}
	}
}

func TestPythonIsColouredAndEscaped(t *testing.T) {
	lines := python("def f(x):\n    \"\"\"a <b>\n    for\"\"\"\n    return x < 1e-3  # if\n\ns = 'it\\'s'")
	for _, c := range []struct {
		line int
		want string
	}{
		{0, `<span class="k">def</span> <span class="f">f</span>(x):`},
		{1, `    <span class="s1">&#34;&#34;&#34;a &lt;b&gt;</span>`},
		{2, `<span class="s1">    for&#34;&#34;&#34;</span>`}, // a keyword inside a string is none
		{3, `    <span class="k">return</span> x &lt; <span class="n">1e-3</span>  <span class="c"># if</span>`},
		{5, `s = <span class="s1">&#39;it\&#39;s&#39;</span>`},
	} {
		if got := lines[c.line].HTML; got != c.want {
			t.Errorf("line %d: %s", c.line+1, got)
		}
	}
	if !lines[4].Blank || lines[3].Blank || lines[5].N != 6 {
		t.Error("blank lines or numbers are wrong")
	}
}

func FuzzPython(f *testing.F) {
	f.Add("x = '''\n\"")
	f.Add("\\")
	f.Add("1e+")
	f.Fuzz(func(t *testing.T, source string) {
		for _, l := range python(source) {
			bare := strings.NewReplacer(`<span class="k">`, "", `<span class="c">`, "", `<span class="n">`, "", `<span class="f">`, "", `<span class="s1">`, "", "</span>", "").Replace(l.HTML)
			if strings.ContainsAny(bare, "<>") {
				t.Errorf("%q is not escaped: %s", source, l.HTML)
			}
		}
	})
}

func TestFaultIsPointedAt(t *testing.T) {
	if before("tau*V", 3)+runeAt("tau*V", 3)+after("tau*V", 3) != "tau*V" {
		t.Error("the line is not whole")
	}
	if runeAt("τ*", 0) != "τ" || after("τ*", 0) != "*" {
		t.Error("places count runes")
	}
	if before("ab", 9) != "ab" || after("ab", 9) != "" {
		t.Error("a place past the end must not fail")
	}
}
