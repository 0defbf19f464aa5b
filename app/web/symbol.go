package web

import (
	"strings"

	"coronium/exercises"
	"coronium/views"
)

// greek are the letters that a name spells out.
var greek = map[string]bool{"alpha": true, "beta": true, "gamma": true, "delta": true, "epsilon": true, "zeta": true, "eta": true, "theta": true,
	"kappa": true, "lambda": true, "mu": true, "nu": true, "xi": true, "pi": true, "rho": true, "sigma": true, "tau": true, "phi": true,
	"chi": true, "psi": true, "omega": true, "Gamma": true, "Delta": true, "Theta": true, "Lambda": true, "Xi": true, "Phi": true, "Psi": true, "Omega": true}

// symbol sets a name of the plain text as TeX: tau as a Greek letter, V_th with its subscript as the prose of the
// exercises has it.
func symbol(name string) views.TeX {
	base, sub, has := strings.Cut(name, "_")
	tex := letters(base)
	if has && sub != "" {
		tex += "_{" + subscript(sub) + "}"
	}
	return views.TeX(tex)
}

// symbolIn sets a name of an exercise: as its author says, else as the prose of the field has it, though it is typed without
// a line between letter and index (gL, Vth, rho0) or abbreviated (th).
func symbolIn(exercise *exercises.Exercise, name string) views.TeX {
	if q, is := exercise.Quantity(name); is && q.Symbol != "" {
		return views.TeX(q.Symbol)
	}
	base, index, has := strings.Cut(name, "_")
	switch {
	case words[name]:
		return views.TeX(`\mathrm{` + name + `}`)
	case !greek[base] && !ion.MatchString(name):
		base = splitName(base)
	}
	if has {
		return symbol(base + "_" + index)
	}
	return symbol(base)
}

// words look like a letter with its index and are names of their own.
var words = map[string]bool{"tr": true, "det": true, "CV": true, "LL": true}

func letters(text string) string {
	switch {
	case greek[text]:
		return `\` + text
	case len([]rune(text)) > 1:
		return `\mathit{` + text + `}`
	}
	return text
}

func subscript(text string) string {
	text = strings.ReplaceAll(text, "_", ",")
	if greek[text] {
		return `\` + text
	}
	return text
}

// formula sets a short relation such as "E_L+R*I > V_th" as TeX. It knows names, products and relations, which
// is what assumptions are made of; the lines of a derivation are set by the checker that has parsed them.
func formula(exercise *exercises.Exercise, text string) views.TeX {
	var b strings.Builder
	for len(text) > 0 {
		if name := nameInText.FindString(text); name != "" && strings.HasPrefix(text, name) {
			b.WriteString(string(symbolIn(exercise, name)))
			text = text[len(name):]
			continue
		}
		switch {
		case strings.HasPrefix(text, ">="):
			b.WriteString(` \ge `)
			text = text[2:]
		case strings.HasPrefix(text, "<="):
			b.WriteString(` \le `)
			text = text[2:]
		case text[0] == '*':
			b.WriteString(` \, `)
			text = text[1:]
		case strings.IndexByte(`\{}$#%&~^_`, text[0]) >= 0:
			if text[0] == '^' {
				b.WriteByte('^')
			}
			text = text[1:]
		default:
			b.WriteByte(text[0])
			text = text[1:]
		}
	}
	return views.TeX(b.String())
}
