package cable

import (
	"context"
	"math"

	"coronium/sim"
)

// Tree is a passive dendrite: branch i hangs on the far end of branch Parent[i] < i (-1: the one trunk);
// diameters and lengths in um, all tips sealed.
type Tree struct {
	Parent  []int
	D, L    []float64
	Rm, Ri  float64
	Variant string
}

var treeVariants = []sim.Variant{
	{Name: "terminal-killed", Says: "Tips are open: their conductance is G_inf/tanh."},
	{Name: "load-not-normalised", Says: "The load is not divided by the branch's own G_inf."},
	{Name: "load-at-near-end", Says: "The daughters hang at the near end: loads are just added."},
	{Name: "product-sign", Says: "The denominator is 1 - B tanh."},
	{Name: "lambda-of-root", Says: "All branches use the length constant of the trunk."},
	{Name: "one-daughter-only", Says: "Only the last daughter counts."},
	{Name: "resistances-add", Says: "Sisters are added as resistances in series."},
	{Name: "exponential-decay", Says: "Potentials fall as exp(-X) along every branch."},
}

func (t Tree) cylinder(i int) Cylinder { return Cylinder{D: t.D[i], Rm: t.Rm, Ri: t.Ri, L: t.L[i]} }

// length returns the electrotonic length of branch i.
func (t Tree) length(i int) float64 {
	if t.Variant == "lambda-of-root" {
		return t.L[i] / t.cylinder(0).Lambda()
	}
	return t.L[i] / t.cylinder(i).Lambda()
}

// Conductances returns each branch's input conductance at its near end and the load at its far end (uS),
// from the tips to the trunk: G = G_inf (B + tanh X)/(1 + B tanh X), B = load/G_inf (Rall 1959).
func (t Tree) Conductances() (input, load []float64) {
	n := len(t.Parent)
	input, load = make([]float64, n), make([]float64, n)
	for i := n - 1; i >= 0; i-- {
		g, th := 1/t.cylinder(i).RInf(), math.Tanh(t.length(i))
		b := load[i] / g
		switch t.Variant {
		case "load-not-normalised":
			b = load[i]
		case "load-at-near-end":
			input[i] = g*th + load[i]
		case "product-sign":
			input[i] = g * (b + th) / (1 - b*th)
		case "terminal-killed":
			if load[i] == 0 {
				input[i] = g / th
			}
		}
		if input[i] == 0 {
			input[i] = g * (b + th) / (1 + b*th)
		}
		p := t.Parent[i]
		if p < 0 {
			continue
		}
		switch {
		case t.Variant == "one-daughter-only":
			load[p] = input[i]
		case t.Variant == "resistances-add" && load[p] > 0:
			load[p] = 1 / (1/load[p] + 1/input[i])
		default:
			load[p] += input[i]
		}
	}
	return input, load
}

// Voltages returns V (mV) at the near end of the trunk and at the far end of every branch, for I nA into the trunk.
func (t Tree) Voltages(I float64) []float64 {
	input, load := t.Conductances()
	v := make([]float64, len(t.Parent)+1)
	v[0] = I / input[0]
	for i, p := range t.Parent {
		x, b := t.length(i), load[i]*t.cylinder(i).RInf()
		if t.Variant == "exponential-decay" {
			v[i+1] = v[p+1] * math.Exp(-x)
			continue
		}
		v[i+1] = v[p+1] / (math.Cosh(x) + b*math.Sinh(x)) // p = -1 is the trunk's near end, v[0]
	}
	return v
}

// Equivalent reports whether the tree is one cylinder to an observer at its trunk: d^(3/2) of a parent equals
// the sum over its daughters at every branch point (within 1e-6), and all tips lie at one electrotonic distance,
// which is returned.
func (t Tree) Equivalent() (bool, float64) {
	n := len(t.Parent)
	sum, distance, leaf := make([]float64, n), make([]float64, n), make([]bool, n)
	for i, p := range t.Parent {
		distance[i], leaf[i] = t.length(i), true
		if p >= 0 {
			sum[p] += math.Pow(t.D[i], 1.5)
			distance[i] += distance[p]
			leaf[p] = false
		}
	}
	end, ok := 0.0, true
	for i := range t.Parent {
		if !leaf[i] {
			own := math.Pow(t.D[i], 1.5)
			ok = ok && math.Abs(sum[i]-own) <= 1e-6*own
			continue
		}
		if end == 0 {
			end = distance[i]
		}
		ok = ok && math.Abs(distance[i]-end) <= 1e-6*end
	}
	return ok, end
}

// Hines solves the conductance matrix of the tree cut into n intervals a branch, with I nA at the far end of
// branch at (-1: near end of the trunk), in one backward and one forward sweep; it returns V at the near end of the trunk and at the far
// ends of the branches.
func (t Tree) Hines(n, at int, I float64) []float64 {
	size := 1 + len(t.Parent)*n
	parent, axial, diagonal, right := make([]int, size), make([]float64, size), make([]float64, size), make([]float64, size)
	far := func(branch int) int { return (branch + 1) * n } // node 0 is the trunk's near end
	for i, p := range t.Parent {
		k := t.cylinder(i).Cut(n, 1, "")
		for j := 1; j <= n; j++ {
			node, up := i*n+j, i*n+j-1
			if j == 1 {
				up = 0
				if p >= 0 {
					up = far(p)
				}
			}
			parent[node], axial[node] = up, k.Axial
			half := k.Leak[0] // each interval gives half of its membrane to both of its nodes
			diagonal[node] += k.Axial + half
			diagonal[up] += k.Axial + half
		}
	}
	if at < 0 {
		right[0] = I
	} else {
		right[far(at)] = I
	}
	for i := size - 1; i > 0; i-- {
		w := axial[i] / diagonal[i]
		diagonal[parent[i]] -= w * axial[i]
		right[parent[i]] += w * right[i]
	}
	v := make([]float64, size)
	v[0] = right[0] / diagonal[0]
	for i := 1; i < size; i++ {
		v[i] = (right[i] + axial[i]*v[parent[i]]) / diagonal[i]
	}
	out := []float64{v[0]}
	for i := range t.Parent {
		out = append(out, v[far(i)])
	}
	return out
}

// Rall returns the trunk with two daughters (the first of diameter d1, the second by the 3/2 law times
// stretch) and four granddaughters (equal sisters by the law), with electrotonic lengths X0, X1, X2.
func Rall(d0, d1, stretch, X0, X1, X2, Rm, Ri float64) Tree {
	d2 := math.Pow(math.Pow(d0, 1.5)-math.Pow(d1, 1.5), 2.0/3) * stretch
	t := Tree{Parent: []int{-1, 0, 0, 1, 1, 2, 2}, Rm: Rm, Ri: Ri}
	half := math.Pow(2, -2.0/3)
	t.D = []float64{d0, d1, d2, d1 * half, d1 * half, d2 * half, d2 * half}
	t.L = make([]float64, 7)
	for i := range t.L {
		t.L[i] = [...]float64{X0, X1, X1, X2, X2, X2, X2}[i] * t.cylinder(i).Lambda()
	}
	return t
}

func treeModel() sim.Model {
	return sim.Model{
		Name: "rall-tree", Title: "Branching dendrite and its equivalent cylinder", Kind: sim.KindModel,
		Doc: `A trunk with two daughters and four granddaughters, tips sealed. From the tips to the trunk: G = G_inf (B + tanh X)/(1 + B tanh X), B = load/G_inf; outwards V falls by 1/(cosh X + B sinh X). ` +
			`With d0^(3/2) = d1^(3/2) + d2^(3/2) at each branch point and all tips at one electrotonic distance, the tree is a cylinder to whoever sits at the trunk (stretch 1); stretch multiplies the second daughter. ` +
			`Also solved in n intervals a branch by Hines's sweep, as NEURON and Brian2's SpatialNeuron do (their nodes lie at the centres of segments).`,
		Source: "Rall 1959, Exp. Neurol. 1:491; Rall 1962, Ann. N. Y. Acad. Sci. 96:1071; Hines 1984, Int. J. Biomed. Comput. 15:69",
		Parameters: []sim.Parameter{
			sim.Par("d0", "um", "diameter of the trunk", 4, 0.2, 50),
			sim.Par("d1", "um", "diameter of the first daughter, below d0", 2.8, 0.1, 49),
			sim.Par("stretch", "1", "factor on the second daughter; 1 obeys the law", 1, 0.1, 10),
			sim.Par("X0", "1", "electrotonic length of the trunk", 0.3, 0.01, 5),
			sim.Par("X1", "1", "electrotonic length of the daughters", 0.4, 0.01, 5),
			sim.Par("X2", "1", "electrotonic length of the granddaughters", 0.5, 0.01, 5),
			sim.Par("Rm", "Ohm*cm^2", "specific membrane resistance", 20000, 100, 1e6),
			sim.Par("Ri", "Ohm*cm", "axial resistivity", 150, 1, 1e4),
			sim.Par("I", "nA", "current into the trunk", 0.05, -100, 100),
			sim.Whole("n", "intervals a branch of the compartmental solution", 60, 1, 2000),
		},
		Outputs: []sim.Output{
			sim.Scalar("R_in", "MOhm", "input resistance at the trunk"), sim.Scalar("R_in_compartments", "MOhm", "input resistance at the trunk, n intervals a branch"),
			sim.Scalar("R_cylinder", "MOhm", "input resistance of a cylinder of diameter d0 and length X0 + X1 + X2"),
			sim.Scalar("equivalent", "1", "1 when the tree is equivalent to a cylinder"),
			sim.Scalar("V_trunk", "mV", "V at the near end of the trunk"), sim.Scalar("V_tip", "mV", "V at the first tip"),
			sim.Scalar("R_tip", "MOhm", "local input resistance of the first tip (compartments)"), sim.Scalar("R_transfer", "MOhm", "transfer resistance between tip and trunk"),
			sim.Curve("place", "1", "place: 1 near end of the trunk, 2 its far end, 3 and 4 ends of the daughters, 5 to 8 tips"), sim.Curve("V_ends", "mV", "potential at the ends, against place"),
		},
		Variants: treeVariants,
		Run: func(_ context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			if !(p["d1"] < p["d0"]) {
				return sim.Result{}, &sim.ParameterError{Model: "rall-tree", Parameter: "d1", Value: p["d1"], Range: "below d0 = " + sim.Format(p["d0"]) + " um"}
			}
			t := Rall(p["d0"], p["d1"], p["stretch"], p["X0"], p["X1"], p["X2"], p["Rm"], p["Ri"])
			t.Variant = s.Variant
			v := t.Voltages(p["I"])
			ok, _ := t.Equivalent()
			c := t.cylinder(0)
			c.L = (p["X0"] + p["X1"] + p["X2"]) * c.Lambda()
			input, _ := t.Conductances()
			if input[0] == 0 || math.IsInf(input[0], 0) {
				return sim.Result{}, &sim.DivergedError{Model: "rall-tree", Quantity: "the wrong formula", Mend: "shorten the branches"}
			}
			tip := t.Hines(int(p["n"]), 3, 1)
			out := sim.Result{Scalars: map[string]float64{"R_in": 1 / input[0], "R_in_compartments": t.Hines(int(p["n"]), -1, 1)[0], "R_cylinder": c.Input(),
				"equivalent": 0, "V_trunk": v[0], "V_tip": v[4], "R_tip": tip[4], "R_transfer": tip[0]}}
			if ok {
				out.Scalars["equivalent"] = 1
			}
			if s.Traces {
				out.Traces = map[string][]float64{"V_ends": v, "place": {1, 2, 3, 4, 5, 6, 7, 8}}
			}
			return out, nil
		},
	}
}
