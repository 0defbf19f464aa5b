package plot

import "fmt"

// StripSVG draws one disc per check item, a row per family; items under the
// line are quarantined and drawn as open circles with the word.
func StripSVG(p ItemStrip, id string) string {
	kept := p.KeptFrom
	if kept == 0 {
		kept = 80
	}
	row := 21.0
	size := Size{400, 64 + row*float64(max(1, len(p.Families)))}
	c := &canvas{}
	n, out := p.count()
	words := fmt.Sprintf("%d items in %d families; %d fell below %s %% and are out.", n, len(p.Families), out, Number(kept))
	c.WriteString(open(Key(id, "strip"), "Check items by family", words, size.W, size.H))
	f := frame{left: 42, top: 26, right: size.W - 14, bottom: size.H - 38}
	low := 60.0
	for _, fam := range p.Families {
		for _, it := range fam.Items {
			if it.Percent < low {
				low = 0
			}
		}
	}
	f.x = scale{min: low, max: 100, from: f.left + 6, to: f.right - 6}
	for _, v := range f.x.ticks(5) {
		c.line("grid", f.x.at(v), f.top, f.x.at(v), f.bottom)
		c.text("tick", f.x.at(v), f.bottom+15, "middle", Number(v))
	}
	c.line("axis", f.left, f.top, f.left, f.bottom)
	c.line("axis", f.left, f.bottom, f.right, f.bottom)
	c.line("thr", f.x.at(kept), f.top-6, f.x.at(kept), f.bottom)
	c.text("ann yours-t", f.x.at(kept)-5, f.top-10, "end", "kept above "+Number(kept)+" %")
	c.text("lab", f.right, size.H-4, "end", "right among those otherwise cleared, %")
	for i, fam := range p.Families {
		y := f.top + row*(float64(i)+.6)
		c.text("tick strong", f.left-8, y+4, "end", fam.Name)
		for _, it := range fam.Items {
			if it.Quarantined {
				c.circle("badpt", f.x.at(it.Percent), y, 4.5)
				c.text("ann yours-t", f.x.at(it.Percent)-8, y+4, "end", "quarantined")
				continue
			}
			c.circle("itpt", f.x.at(it.Percent), y, 4.5)
		}
	}
	c.WriteString(`</svg>`)
	return c.String()
}

func (p ItemStrip) count() (all, out int) {
	for _, fam := range p.Families {
		for _, it := range fam.Items {
			all++
			if it.Quarantined {
				out++
			}
		}
	}
	return all, out
}

// StripTable is the same in numbers.
func StripTable(p ItemStrip) Table {
	t := Table{Caption: "Right among those otherwise cleared", Head: []string{"family", "item", "%", "state"}}
	for _, fam := range p.Families {
		for _, it := range fam.Items {
			state := "kept"
			if it.Quarantined {
				state = "quarantined"
			}
			t.Rows = append(t.Rows, []string{fam.Name, it.Name, Number(it.Percent), state})
		}
	}
	return t
}
