package exercises

// Number evaluates an expression in the numbers of the variant, with names of its own in front of them. Errors say which
// name is unknown or why there is no number.
func (v *Variant) Number(expression string, with map[string]float64) (float64, error) {
	inner := map[string]Value{}
	for name, x := range with {
		inner[name] = Number(x)
	}
	return numberIn(Expr{Text: expression}, over(inner, v.scope()))
}
