package exercises

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// An Expr is an expression over the quantities of an exercise, as it is written in the YAML; formula.go reads it.
type Expr struct {
	Text  string
	Place Place
}

// Given reports whether anything was written.
func (e Expr) Given() bool { return e.Text != "" }

func (e Expr) String() string { return e.Text }

func (e *Expr) decode(d *decoder, n ast.Node, key string) {
	text, ok := expressionText(n)
	if !ok {
		d.fault(n, "%s should be a number or an expression", key)
		return
	}
	*e = Expr{text, d.place(n)}
	if _, err := parseFormula(text); err != nil {
		d.fault(n, "%s: %v", key, err)
	}
}

// expressionText also takes a YAML list of numbers, which is an array in the formula language as well.
func expressionText(n ast.Node) (string, bool) {
	seq, is := n.(*ast.SequenceNode)
	if !is {
		text, ok := scalarText(n)
		return strings.TrimSpace(text), ok
	}
	var parts []string
	for _, v := range seq.Values {
		text, ok := expressionText(v)
		if !ok {
			return "", false
		}
		parts = append(parts, text)
	}
	return "[" + strings.Join(parts, ", ") + "]", true
}

// An Amount is an expression with a unit, as ".15 ms".
type Amount struct {
	Expr
	Unit string
}

func (a *Amount) decode(d *decoder, n ast.Node, key string) {
	text, ok := expressionText(n)
	if !ok {
		d.fault(n, "%s should be a number, with a unit if it has one", key)
		return
	}
	number, unit := splitUnit(text)
	if unit == "%" {
		number, unit = "("+number+")/100", ""
	}
	*a = Amount{Expr{number, d.place(n)}, unit}
	if _, err := parseFormula(number); err != nil {
		if head, last, two := cutLast(number); two && unitLike.MatchString(last) {
			if _, bare := parseFormula(head); bare == nil {
				d.fault(n, "%s: the unit %q is not known; mV, ms, nA, MOhm, 1/ms, mV/ms and the like are", key, last)
				return
			}
		}
		d.fault(n, "%s: %v", key, err)
	}
}

var unitLike = regexp.MustCompile(`^[A-Za-zµΩ][A-Za-zµΩ0-9/*^-]*$`)

// cutLast takes the last word off.
func cutLast(text string) (head, last string, two bool) {
	i := strings.LastIndexAny(text, " \t")
	if i <= 0 {
		return text, "", false
	}
	return strings.TrimSpace(text[:i]), text[i+1:], true
}

var unitWords = regexp.MustCompile(`^(%|1|deg|bits?|spikes?|samples?|steps?|times|K|M|m|s|d|V|A|S|F|C|Hz|Ohm|[cmunpkMGfd](V|A|S|F|C|Hz|Ohm|m|s|M)|um|um2|cm2|mm2)(\^-?\d+)?$`)

// looksLikeUnit reports whether a word is a unit: products, quotients and powers of the field's units.
func looksLikeUnit(word string) bool {
	if word == "" || word == "1" {
		return false
	}
	if _, err := strconv.ParseFloat(word, 64); err == nil {
		return false
	}
	for _, part := range strings.FieldsFunc(word, func(r rune) bool { return strings.ContainsRune("*/()", r) }) {
		if !unitWords.MatchString(part) {
			return false
		}
	}
	return true
}

// splitUnit takes a unit off the end of an amount: "5 nA" is 5 and nA; "V_th - E_L" has none.
func splitUnit(text string) (number, unit string) {
	text = strings.TrimSpace(text)
	i := strings.LastIndexAny(text, " \t")
	if i < 0 {
		if rest, is := strings.CutSuffix(text, "%"); is {
			return rest, "%"
		}
		return text, ""
	}
	head, last := strings.TrimSpace(text[:i]), text[i+1:]
	if head == "" || strings.ContainsAny(head[len(head)-1:], "+-*/^(,<>=") || !looksLikeUnit(last) {
		return text, ""
	}
	return head, last
}

// A Range is an axis: [name, low, high unit] or [name, low, high, unit].
type Range struct {
	Name      string
	Low, High Expr
	Unit      string
	Place     Place
}

func (r *Range) decode(d *decoder, n ast.Node, key string) {
	seq, is := n.(*ast.SequenceNode)
	if !is || len(seq.Values) < 3 || len(seq.Values) > 4 {
		d.fault(n, "%s should be [name, low, high unit], as [I, 0, 5 nA]", key)
		return
	}
	var parts []string
	for _, v := range seq.Values {
		text, _ := expressionText(v)
		parts = append(parts, text)
	}
	r.Place = d.place(n)
	r.Name = parts[0]
	high, unit := splitUnit(parts[2])
	if len(parts) == 4 {
		high, unit = parts[2], parts[3]
	}
	r.Low, r.High, r.Unit = Expr{parts[1], r.Place}, Expr{high, r.Place}, unit
	for _, e := range []Expr{r.Low, r.High} {
		if _, err := parseFormula(e.Text); err != nil {
			if head, last, two := cutLast(e.Text); two && unitLike.MatchString(last) {
				if _, bare := parseFormula(head); bare == nil {
					d.fault(n, "%s: the unit %q is not known; mV, ms, nA, MOhm, 1/ms, mV/ms and the like are", key, last)
					continue
				}
			}
			d.fault(n, "%s: %v", key, err)
		}
	}
}

// An Argument is a value for a parameter of a function: an expression, a list, a word, or an array made by a recipe.
type Argument struct {
	Name  string `yaml:"-" key:"true"`
	Value Input  `yaml:"value" scalar:"true"`
	Place Place  `yaml:"-"`
}

func (a *Argument) decode(d *decoder, n ast.Node, key string) {
	a.Place = d.place(n)
	a.Value.decode(d, n, key)
}

// An Input is the recipe of an argument; one of its fields is set.
type Input struct {
	Expr Expr
	List []Input
	Word string // a text, written as {word: …}
	None bool
	Make *Recipe
}

// A Recipe makes an array. Random ones are drawn from the variant's seed and the recipe's place, never from the trainee's.
type Recipe struct {
	Word    string  `yaml:"word,omitempty" doc:"A text."`
	Normal  []Expr  `yaml:"normal,omitempty" doc:"Independent normal numbers: [mean, standard deviation]."`
	Uniform []Expr  `yaml:"uniform,omitempty" doc:"Independent uniform numbers: [low, high]."`
	Integer []Expr  `yaml:"integer,omitempty" doc:"Independent whole numbers: [low, high]."`
	Sign    bool    `yaml:"sign,omitempty" doc:"Independent signs, -1 or 1."`
	Shape   []Expr  `yaml:"shape,omitempty" doc:"The shape of a random array."`
	Each    string  `yaml:"each,omitempty" doc:"An index; of says the value for each."`
	N       Expr    `yaml:"n,omitempty" doc:"How many values each takes, from 0."`
	Of      Expr    `yaml:"of,omitempty" doc:"The value, an expression in the index."`
	Sim     string  `yaml:"sim,omitempty" doc:"A registered model; output says which of its traces."`
	Set     []Named `yaml:"set,omitempty" doc:"Parameters of the model that differ from the arguments and quantities."`
	Output  string  `yaml:"output,omitempty" doc:"The trace of the model."`
	Noise   Expr    `yaml:"noise,omitempty" doc:"Standard deviation of independent normal numbers that are added to a trace of a model."`
	Stream  int     `yaml:"stream,omitempty" doc:"Arrays of the same stream and shape are equal; of different streams independent."`
	Place   Place   `yaml:"-"`
}

func (in *Input) decode(d *decoder, n ast.Node, key string) {
	if _, is := mapping(n); is {
		var r Recipe
		before := len(d.faults)
		d.intoRecipe(n, &r, key)
		if len(d.faults) > before {
			return
		}
		if r.Word != "" {
			in.Word = r.Word
			return
		}
		in.Make = &r
		return
	}
	if seq, is := n.(*ast.SequenceNode); is {
		in.List = []Input{}
		for _, v := range seq.Values {
			var item Input
			item.decode(d, v, key)
			in.List = append(in.List, item)
		}
		return
	}
	if _, is := n.(*ast.NullNode); is {
		in.None = true
		return
	}
	in.Expr.decode(d, n, key)
}

func (d *decoder) intoRecipe(n ast.Node, r *Recipe, key string) {
	before := len(d.faults)
	d.into(n, reflectValue(r), key)
	if len(d.faults) > before {
		return
	}
	ways := 0
	for _, set := range []bool{r.Word != "", len(r.Normal) > 0, len(r.Uniform) > 0, len(r.Integer) > 0, r.Sign, r.Each != "", r.Sim != ""} {
		if set {
			ways++
		}
	}
	if ways != 1 {
		d.fault(n, "%s should be made in one way: word, normal, uniform, integer, sign, each or sim", key)
	}
}
