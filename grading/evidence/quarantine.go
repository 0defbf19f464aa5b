package evidence

import "fmt"

// Served is one answer to one item by one person, as the course's record holds it.
type Served struct {
	Item   string `json:"item"`
	Person string `json:"person"`
	Observation
}

// Quarantine says which items missed too often by people who otherwise show understanding, and what the decisions become
// without them.
type Quarantine struct {
	Items   []ItemRecord `json:"items"`   // all items, worst first
	Changed []Change     `json:"changed"` // decisions that used a quarantined item, both versions
}

// ItemRecord is one item's record among the people cleared without it.
type ItemRecord struct {
	Item string `json:"item"`
	// Cleared is how many of those who answered it are cleared by their other answers; Missed how many of these missed it.
	Cleared int     `json:"cleared"`
	Missed  int     `json:"missed"`
	Share   float64 `json:"share"`
	Out     bool    `json:"out"`
}

// Change is a decision before and after the quarantine.
type Change struct {
	Person string   `json:"person"`
	Before Decision `json:"before"`
	After  Decision `json:"after"`
}

// limits of a quarantine: an item is out if more than a fifth of those otherwise cleared missed it, and at least three
// of at least five did, so that one unlucky miss among three condemns no item.
const (
	quarantineShare   = .20
	quarantineMissed  = 3
	quarantineCleared = 5
)

// Review finds defective items and recomputes every decision that used one. answers are in the order in which they were
// given, all persons mixed. Whether somebody is otherwise cleared is judged without the item in question, so that an
// item can't excuse itself, and with one answer fewer than a clear needs, since one is left out: most people are asked
// no more than that many. The order of persons and items in the result is that of their first answer.
func (r Rule) Review(answers []Served) Quarantine {
	persons, items := []string{}, []string{}
	byPerson := map[string][]Served{}
	for _, a := range answers {
		persons, items = addOnce(persons, a.Person), addOnce(items, a.Item)
		byPerson[a.Person] = append(byPerson[a.Person], a)
	}
	q := Quarantine{Items: []ItemRecord{}, Changed: []Change{}}
	out := map[string]bool{}
	otherwise := r
	otherwise.ClearItems--
	for _, item := range items {
		rec := ItemRecord{Item: item}
		for _, p := range persons {
			without, missed, answered := split(byPerson[p], item)
			if !answered || otherwise.Decide(without).Status != Cleared {
				continue
			}
			rec.Cleared++
			if missed {
				rec.Missed++
			}
		}
		if rec.Cleared > 0 {
			rec.Share = float64(rec.Missed) / float64(rec.Cleared)
		}
		rec.Out = rec.Share > quarantineShare && rec.Missed >= quarantineMissed && rec.Cleared >= quarantineCleared
		out[item] = rec.Out
		q.Items = append(q.Items, rec)
	}
	for _, p := range persons {
		var kept []Observation
		for _, a := range byPerson[p] {
			o := a.Observation
			o.Practice = o.Practice || out[a.Item] // shown, explained, not counted
			kept = append(kept, o)
		}
		before, _, _ := split(byPerson[p], "")
		b, a := r.Decide(before), r.Decide(kept)
		if b.Status != a.Status || b.Items != a.Items || b.E != a.E {
			q.Changed = append(q.Changed, Change{p, b, a})
		}
	}
	return q
}

// split separates one person's answers from that to one item. Practice answers to it don't count as answered.
func split(answers []Served, item string) (without []Observation, missed, answered bool) {
	for _, a := range answers {
		if a.Item == item && item != "" {
			if !a.Practice {
				answered, missed = true, missed || !a.Correct
			}
			continue
		}
		without = append(without, a.Observation)
	}
	return without, missed, answered
}

// Says explains a change to the person whom it concerns.
func (c Change) Says() string {
	return fmt.Sprintf("An item was found to be defective and counts no longer. With it the decision was %s (E %.3g after %d items), without it %s (E %.3g after %d items).",
		c.Before.Status, c.Before.E, c.Before.Items, c.After.Status, c.After.E, c.After.Items)
}
