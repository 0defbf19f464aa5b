package derive

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// A Counterexample is a point where the two sides of a claim differ. Values
// are short where possible (3, -1/2) so that a trainee can put them in by hand;
// Left and Right are what the sides give there. It replays: evaluated at these
// values the sides differ.
//
// In JSON it is one flat object: a number for every symbol, and "left" and
// "right".
type Counterexample struct {
	Values map[string]float64
	Left   float64
	Right  float64
	// Truth is set where statements are compared, inequalities for instance, and numbers would say nothing: which of them
	// holds at this point.
	Truth Truth
	Says  string // "at tau = 2, V_r = -60 the left side is 3 and the right side -3"
}

// Truth says which of two statements holds at a point.
type Truth int

type truth = Truth

// What can be: numbers are given; the earlier line holds and this one does not; this one holds and the earlier one does
// not; this one does not hold.
const (
	byNumbers Truth = iota
	onlyFirst
	onlySecond
	notThis
)

// Earlier and This word the truth of the earlier line, if there is one, and of this line.
func (t Truth) Earlier() string { return [...]string{"", "holds", "does not hold", ""}[t%4] }
func (t Truth) This() string    { return [...]string{"", "does not hold", "holds", "does not hold"}[t%4] }

// truthKey is the key of the truth in JSON; it can't be the name of a symbol.
const truthKey = "truth?"

// MarshalJSON writes the flat form.
func (c Counterexample) MarshalJSON() ([]byte, error) {
	flat := map[string]float64{"left": c.Left, "right": c.Right}
	for k, v := range c.Values {
		flat[k] = v
	}
	if c.Truth != byNumbers {
		flat[truthKey] = float64(c.Truth)
	}
	return json.Marshal(flat)
}

// UnmarshalJSON reads the flat form.
func (c *Counterexample) UnmarshalJSON(data []byte) error {
	flat := map[string]float64{}
	if err := json.Unmarshal(data, &flat); err != nil {
		return err
	}
	*c = Counterexample{Values: flat, Left: flat["left"], Right: flat["right"], Truth: Truth(min(max(flat[truthKey], 0), float64(notThis)))}
	delete(flat, truthKey)
	delete(flat, "left")
	delete(flat, "right")
	c.Says = c.words()
	return nil
}

// words says where and what.
func (c *Counterexample) words() string {
	var parts []string
	for _, name := range sortedKeys(c.Values) {
		parts = append(parts, fmt.Sprintf("%s = %s", name, short(c.Values[name])))
	}
	at := "for all values"
	if len(parts) > 0 {
		at = "at " + strings.Join(parts, ", ")
	}
	switch c.Truth {
	case onlyFirst:
		return at + " the earlier line holds and this one does not"
	case onlySecond:
		return at + " this line holds and the earlier one does not"
	case notThis:
		return at + " this line does not hold"
	}
	return fmt.Sprintf("%s the left side is %s and the right side %s", at, short(c.Left), short(c.Right))
}

// counterexample makes one from the outcome of a test.
func counterexample(o outcome) *Counterexample {
	c := &Counterexample{Values: map[string]float64{}, Left: finiteOr0(o.left), Right: finiteOr0(o.right), Truth: o.truth}
	for name, v := range o.at.values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			c.Values[displayName(name)] = v
		}
	}
	c.Says = c.words()
	if o.oneSided {
		c.Says, _, _ = strings.Cut(c.Says, " the left side")
		c.Says += " one side has no value"
	}
	return c
}
