package derive

// builtin describes a function that may be called in an expression.
type builtin struct {
	args int
	// whether the argument must be dimensionless, and what comes out
	keepsDimension bool // abs, min, max: the dimension of the argument
	anyDimension   bool // sign, H: any argument, a number comes out
}

var builtins = map[string]builtin{
	"exp": {args: 1}, "log": {args: 1}, "sqrt": {args: 1},
	"sin": {args: 1}, "cos": {args: 1}, "tan": {args: 1}, "sec": {args: 1}, "csc": {args: 1}, "cot": {args: 1},
	"asin": {args: 1}, "acos": {args: 1}, "atan": {args: 1},
	"sinh": {args: 1}, "cosh": {args: 1}, "tanh": {args: 1}, "sech": {args: 1}, "csch": {args: 1}, "coth": {args: 1},
	"asinh": {args: 1}, "acosh": {args: 1}, "atanh": {args: 1},
	"erf": {args: 1}, "erfc": {args: 1}, "gamma": {args: 1}, "Phi": {args: 1},
	"H": {args: 1, anyDimension: true}, "sign": {args: 1, anyDimension: true},
	"abs": {args: 1, keepsDimension: true}, "min": {args: -2, keepsDimension: true}, "max": {args: -2, keepsDimension: true},
	"binomial": {args: 2}, "psi": {args: 1},
	"re": {args: 1, keepsDimension: true}, "im": {args: 1, keepsDimension: true}, "conj": {args: 1, keepsDimension: true},
}

// operators bind a variable or differentiate; their arguments are parsed apart.
var operators = map[string]bool{"d": true, "diff": true, "int": true, "lim": true, "sum": true, "O": true}

// aliases are read as the function they name.
var aliases = map[string]string{"ln": "log", "diff": "d", "heaviside": "H"}

// offered are names of other systems, with the name used here.
var offered = map[string]string{
	"arcsin": "asin", "arccos": "acos", "arctan": "atan", "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh", "arcsinh": "asinh",
	"arccosh": "acosh", "arctanh": "atanh", "sgn": "sign", "signum": "sign", "Abs": "abs", "fabs": "abs", "cosec": "csc", "cotan": "cot", "tg": "tan", "ctg": "cot", "sh": "sinh",
	"ch": "cosh", "th": "tanh", "Gamma": "gamma", "tgamma": "gamma", "Heaviside": "H", "theta": "H", "integrate": "int", "Integral": "int", "integral": "int", "limit": "lim",
	"Limit": "lim", "Sum": "sum", "derivative": "d", "Derivative": "d", "nCr": "binomial", "binom": "binomial", "choose": "binomial", "minimum": "min", "maximum": "max",
	"Min": "min", "Max": "max", "root": "sqrt", "Sqrt": "sqrt", "Exp": "exp", "Log": "log", "Ln": "log", "Sin": "sin", "Cos": "cos", "Tan": "tan", "conjugate": "conj", "Re": "re", "Im": "im", "digamma": "psi",
}

// elsewhere are functions that are not read, with what to write instead.
var elsewhere = map[string]string{
	"log10": "write log(x)/log(10)", "log2": "write log(x)/log(2)", "lg": "write log(x)/log(10)", "log1p": "write log(1+x)", "expm1": "write exp(x)-1",
	"cbrt": "write x^(1/3)", "factorial": "write gamma(n+1)", "atan2": "write atan(y/x) with its quadrant", "pow": "write a^b", "floor": "write it with H or integer variables", "ceil": "write it with H or integer variables",
	"mod": "write it with integer variables", "frac": "write (a)/(b)", "sqr": "write x^2",
}

// reserved names can't be declared.
var reserved = func() map[string]bool {
	m := map[string]bool{"e": true, "pi": true, "inf": true, "and": true, "or": true, "true": true, "false": true, "not": true}
	for name := range builtins {
		if !shadowable[name] {
			m[name] = true
		}
	}
	for name := range operators {
		if !shadowable[name] {
			m[name] = true
		}
	}
	for name := range aliases {
		m[name] = true
	}
	return m
}()

// shadowable names may be declared as variables although a function has the
// name: a delay d, a Hamiltonian H, a ratio gamma. The function can then not
// be called (d(e, x) is told apart by its second argument).
var shadowable = map[string]bool{"gamma": true, "psi": true, "re": true, "im": true, "conj": true, "d": true, "H": true, "Phi": true, "O": true}
