package understand

import (
	"fmt"
	"slices"
	"strings"
)

// makePair is C18: which two parameters can no experiment with this program tell apart? One pair enters its result
// only together: changed jointly, everything that is returned stays. It must be the only such pair among those listed,
// which paired runs at ten points prove; of the other pairs each changes the result by a thousand times more.
func makePair(b *bench, d *dice, n int) ([]Item, string, error) {
	if b.rescaled {
		return nil, "the rescalings (C4) ask the same and one would tell the other", nil
	}
	model, err := b.movable(d)
	if err != nil {
		return nil, "", err
	}
	model = slices.DeleteFunc(model, func(k knob) bool { return k.shown != "" || k.gain != "" })
	if len(model) < 6 {
		return nil, fmt.Sprintf("%d of its parameters move the result; among fewer than 6 a pair is guessed too easily", len(model)), nil
	}
	points, before, err := b.alive(d, rescalePoints, model2(model))
	if err != nil {
		return nil, "", err
	}
	if len(points) < 4 {
		return nil, "too few parameters keep the program in the regime of its own values", nil
	}
	out := b.resultOf()
	var pairs []rescaling
	var names []string
	for i, p := range model {
		for _, q := range model[i+1:] {
			joint, err := b.jointly(p, q, points, before, out)
			if err != nil {
				return nil, "", err
			}
			if joint.Says != "" {
				pairs = append(pairs, joint)
			}
		}
		names = append(names, p.Name)
	}
	if len(pairs) != 1 {
		return nil, fmt.Sprintf("%d pairs of its parameters enter its result only together; exactly one is needed", len(pairs)), nil
	}
	slices.Sort(names)
	return []Item{b.pairQuestion(pairs[0], names, out)}, "", nil
}

// jointly finds the joint rescaling of two parameters that leaves the result unchanged at all points, if there is one.
func (b *bench) jointly(p, q knob, points []settings, before []reply, out int) (rescaling, error) {
	for _, r := range []rescaling{scaled(p, q, 2, .5), scaled(p, q, 2, 2)} {
		for _, some := range [][2]int{{0, 1}, {1, len(points)}} { // the first point rules most out
			at := []settings{}
			for _, x := range points[some[0]:some[1]] {
				at = append(at, r.apply(b, x))
			}
			after, err := b.run(program{}, at, b.seed)
			if err != nil {
				return rescaling{}, err
			}
			if _, high := distances(before[some[0]:some[1]], after, out); high > 1e-6 {
				r.Says = ""
				break
			}
		}
		if r.Says != "" {
			return r, nil
		}
	}
	return rescaling{}, nil
}

func (b *bench) pairQuestion(r rescaling, names []string, out int) Item {
	pair := strings.Fields(r.pair())
	var options []string
	for i, p := range names {
		for _, q := range names[i+1:] {
			options = append(options, p+" and "+q)
		}
	}
	slices.Sort(pair)
	answer := pair[0] + " and " + pair[1]
	o := b.outs[out]
	combination := "the ratio"
	if r.Factor[pair[0]] != r.Factor[pair[1]] {
		combination = "the product"
	}
	return Item{
		Title: "Which two parameters can't be told apart?",
		Ask: fmt.Sprintf("Somebody has your program, sees only %s, and may set every parameter but two; from many runs they try to find those two. For exactly one pair this can't succeed, since only a combination of the two enters. The call is\n\n%s\nWhich pair is it?",
			o.words, b.scene(nil)),
		Program: b.subject.Source, G: 1 / float64(len(options)),
		Response: Response{Kind: Choice, Fields: []Field{{Name: "choice", Label: "Pair", Options: options}}},
		Key:      rawKey(choiceKey{Choices: map[string]string{"choice": answer}}),
		KeySays:  fmt.Sprintf("Only %s of `%s` and `%s` enters: with %s the result stays the same.", combination, pair[0], pair[1], r.Says),
		Routes: []Route{
			{"paired runs: " + r.Says, "unchanged"},
			{fmt.Sprintf("the same for the other %d pairs, at up to %d points", len(options)-1, rescalePoints), "changed"},
		},
		Working: Working{Source: b.subject.Source, Observe: "pair", More: rawKey(map[string]rescaling{"choice": r})},
	}
}

func rerunPair(b *bench, item Item, out Rerun) (Rerun, error) {
	more := map[string]rescaling{}
	if err := unmore(item, &more); err != nil {
		return out, err
	}
	r, err := b.run(program{}, []settings{{}, more["choice"].apply(b, settings{})}, b.seed)
	if err != nil {
		return out, err
	}
	v := distance(r[0], r[1], b.resultOf())
	out.Found = fmt.Sprintf("with %s the result differs by %.0e of its size", more["choice"].Says, v)
	return out.verdict(v <= 1e-6), nil
}
