package understand

import (
	"context"
	"slices"
)

// enoughFamilies is from how many families the items of a program should come.
const enoughFamilies = 4

// MakeBare makes items from a program of which nothing but its text is known: from the function that is the likeliest model,
// and, where that gives too few, from the program's other functions. It returns the subject of the first. Errors are those of
// Infer and Make.
func (x Examiner) MakeBare(ctx context.Context, text, function string, o Options) (Subject, Pool, error) {
	var first Subject
	var pool Pool
	var failed error
	err := inferEach(ctx, text, function, x.Runner, func(s Subject) bool {
		made, err := x.makeOne(ctx, s, o)
		if err != nil && ctx.Err() != nil {
			failed = err
			return false
		}
		if first.Function == "" {
			first, failed = s, err // a later function may still do
			pool.Dropped = made.Dropped
		}
		if err == nil {
			failed = nil
			pool.add(made)
		}
		return pool.short(o)
	})
	if err == nil {
		err = failed
	}
	pool.settle(o.count())
	return first, pool, err
}

// fromOthers adds items about a program's other functions to a pool that is short. A function that can't be asked about adds none.
func (x Examiner) fromOthers(ctx context.Context, subject Subject, pool *Pool, o Options) error {
	_ = inferEach(ctx, subject.Source, "", x.Runner, func(s Subject) bool {
		if s.Function == subject.Function {
			return true
		}
		if made, err := x.makeOne(ctx, s, o); err == nil {
			pool.add(made)
		}
		return ctx.Err() == nil && pool.short(o)
	})
	pool.settle(o.count())
	return ctx.Err()
}

// short reports whether a pool is too small for two sittings, or for what was asked if that is less.
func (p *Pool) short(o Options) bool {
	wanted := enoughFamilies
	if len(o.Families) > 0 {
		wanted = min(wanted, len(o.Families))
	}
	families := map[string]bool{}
	for _, item := range p.Items {
		families[item.Family] = true
	}
	return len(p.Items) < min(o.count(), DefaultCount) || len(families) < wanted
}

// count is the number of items asked for.
func (o Options) count() int {
	if o.Count <= 0 {
		return DefaultCount
	}
	return o.Count
}

// add takes over the items of another function, never more than four of a family in all.
func (p *Pool) add(made Pool) {
	for _, item := range made.Items {
		n := 0
		for _, have := range p.Items {
			if have.Family == item.Family {
				n++
			}
		}
		if n < mostFamily {
			p.Items = append(p.Items, item)
		}
	}
	p.Dropped = slices.DeleteFunc(p.Dropped, func(d Dropped) bool {
		return slices.ContainsFunc(p.Items, func(i Item) bool { return i.Family == d.Family })
	})
}

// settle puts one item of each family before the second ones, and cuts the pool to its count.
func (p *Pool) settle(count int) {
	var once, twice []Item
	seen := map[string]bool{}
	for _, item := range p.Items {
		if seen[item.Family] {
			twice = append(twice, item)
			continue
		}
		seen[item.Family] = true
		once = append(once, item)
	}
	p.Items = append(once, twice...)
	p.Items = p.Items[:min(len(p.Items), count)]
}
