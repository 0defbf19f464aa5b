package school_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"coronium/app/school"
)

// What is known of how a program came to be, and what it is like, decides nothing: two trainees who answer alike stand alike,
// though one of them pasted the whole program within a minute and it is a classmate's, and the other typed a program of
// her own for hours. Whatever the answers are.
func TestProvenanceAndLikenessDecideNothing(t *testing.T) {
	for _, answers := range []string{"rrrr", "wwww|wwww", "rwrw|wrwr", "wrww|rwww", "rdrd|dddd"} {
		t.Run(answers, func(t *testing.T) {
			stands := func(text string, edits ...school.EditSent) string {
				c := newClass(t)
				c.must(c.s.SetRecording(ctx, c.advisor, c.course.ID, true))
				c.must(c.s.AnswerRecording(ctx, c.ada, c.course.ID, true))
				ben := c.begin(c.ben) // a classmate's program
				c.handIn(c.ben, ben.ID, school.Implement, "pass twin")
				a := c.begin(c.ada)
				c.write(c.ada, a.ID, text, edits...)
				c.handIn(c.ada, a.ID, school.Implement, text)
				c.clock.Add(time.Hour)
				for _, part := range strings.Split(answers, "|") {
					if u := c.understanding(c.ada, a.ID); u.Next != nil {
						c.sit(c.ada, a.ID, part)
						c.clock.Add(25 * time.Hour)
					}
				}
				u := c.understanding(c.ada, a.ID)
				var families []string
				for _, s := range u.Sittings {
					for _, it := range s.Items {
						families = append(families, it.Family)
					}
				}
				slices.Sort(families) // the order of families is all that such knowledge may change
				return fmt.Sprintf("%s, E %g, path %g, posterior %g, score %g of %g, flag %t, items %v", u.Status, u.Decision.E, u.Decision.Path, u.Decision.Posterior, u.Score, u.Max, u.Flag != 0, families)
			}
			var typed []school.EditSent
			for i, r := range "pass of my own" {
				typed = append(typed, school.EditSent{Kind: school.Typed, From: i, Insert: string(r), Ago: time.Duration(60-i) * time.Minute})
			}
			pasted, own := stands("pass twin", school.EditSent{Kind: school.Pasted, Insert: "pass twin", Ago: time.Second}), stands("pass of my own", typed...)
			if own != pasted {
				t.Errorf("pasted and alike: %s\ntyped and unlike: %s", pasted, own)
			}
		})
	}
}

// The rule is told nothing else: an observation has no place for a paste share, a time or a likeness.
func TestTheRuleIsToldAnswersAlone(t *testing.T) {
	var have []string
	for _, f := range reflect.VisibleFields(reflect.TypeOf(school.Observation{})) {
		have = append(have, f.Name)
	}
	if want := []string{"Family", "G", "Slip", "Correct", "Sitting", "Day"}; !slices.Equal(have, want) {
		t.Errorf("the rule is told %v; only %v may enter a decision", have, want)
	}
}
