package plot

import "fmt"

// CalibrationSVG draws how often someone was right against how sure they were;
// the dotted diagonal is "as sure as right".
func CalibrationSVG(p Calibration, id string) string {
	size := Size{360, 320}
	key := Key(id, "calibration")
	c := &canvas{}
	c.WriteString(open(key, "How sure against how often right", p.words(), size.W, size.H))
	f := frame{left: leftMargin, top: topMargin, right: size.W - 16, bottom: size.H - bottomMargin}
	low := 45.0
	for _, b := range p.Bins {
		if b.Sure < low {
			low = 0
		}
	}
	f.x = scale{min: low, max: 100, from: f.left, to: f.right}
	f.y = scale{min: 0, max: 100, from: f.bottom, to: f.top}
	c.axes(f, true, 5)
	c.text("lab", 8, topMargin-10, "start", "how often you were right, %")
	c.text("lab", f.right, size.H-4, "end", "how sure you were, %")
	c.line("ref", f.x.at(low), f.y.at(low), f.x.at(100), f.y.at(100))
	c.text("ann soft", f.x.at(84), f.y.at(92), "end", "as sure as right")
	var xs, ys []float64
	for _, b := range p.Bins {
		c.line("err", f.x.at(b.Sure), f.y.at(b.Low), f.x.at(b.Sure), f.y.at(b.High))
		xs, ys = append(xs, b.Sure), append(ys, b.Right)
	}
	c.path("yours", xs, ys, f.x, f.y)
	for i := range xs {
		c.circle("pt", f.x.at(xs[i]), f.y.at(ys[i]), 4)
	}
	c.WriteString(`</svg>`)
	return c.String()
}

func (p Calibration) words() string {
	if len(p.Bins) == 0 {
		return "No prediction has met its outcome yet."
	}
	worst := p.Bins[0]
	for _, b := range p.Bins {
		if b.Sure-b.Right > worst.Sure-worst.Right {
			worst = b
		}
	}
	return fmt.Sprintf("%d predictions. The widest gap: %s %% sure, right %s %% of the time.", p.N, Number(worst.Sure), Number(worst.Right))
}

// CalibrationTable is the same in numbers.
func CalibrationTable(p Calibration) Table {
	t := Table{Caption: "Predictions by how sure you were", Head: []string{"sure, %", "right, %", "95 % from", "to", "predictions"}}
	for _, b := range p.Bins {
		t.Rows = append(t.Rows, []string{Number(b.Sure), Number(b.Right), Number(b.Low), Number(b.High), fmt.Sprint(b.N)})
	}
	return t
}
