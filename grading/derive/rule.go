package derive

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
)

// rule is the justification of a line, as written after the semicolon.
type rule struct {
	name string
	refs []string // labels of cited lines
	args string   // the rest
}

// ruleForms are the rules with the form in which they are written; the error
// for an unknown rule lists them.
var ruleForms = map[string]string{
	"given": "given", "let": "let", "closure": "closure", "identity": "identity",
	"equiv": "equiv 3", "implies": "implies 3, 4", "sub": "sub 3: t=T, V=V_th", "solve": "solve 4 for T",
	"diff": "diff 2 wrt t", "int": "int 5 from 0 to T wrt t", "antideriv": "antideriv 2 wrt t", "ode": "ode 2 with V(0)=V_r", "ic": "ic 3: V(0)=V_r",
	"lim": "lim 6: t -> inf", "expand": "expand 3 in x about 0 to order 2", "asym": "asym 3: x -> inf",
	"linearise": "linearise 1, 2 about (V, w)", "trace": "trace J", "det": "det J", "eig": "eig J",
	"nondim": "nondim 1: t = tau*s, V = E_L + D*v", "average": "average 4 over p(x)", "stationary": "stationary 1", "final": "final",
}

var ruleAliases = map[string]string{
	"linearize": "linearise", "linear": "linearise", "equivalent": "equiv", "substitute": "sub", "subst": "sub", "differentiate": "diff", "integrate": "int", "limit": "lim",
	"taylor": "expand", "follows": "implies", "definition": "let", "def": "let", "assume": "closure", "model": "closure", "eigenvalues": "eig", "nondimensionalise": "nondim", "steady": "stationary",
}

var (
	rulePattern = regexp.MustCompile(`^([A-Za-z]+)\b\s*(.*)$`)
	refPattern  = regexp.MustCompile(`^\(?([0-9]+[a-z]?)\)?\s*(,\s*|and\s+|\s+|$|:)`)
)

// parseRule reads "name refs args".
func parseRule(text string) (rule, error) {
	m := rulePattern.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return rule{}, &InputError{Text: text, To: len(text), What: "this is not a rule", Mend: "write for example equiv 3, or sub 3: t=T"}
	}
	name := strings.ToLower(m[1])
	if a, ok := ruleAliases[name]; ok {
		name = a
	}
	if _, ok := ruleForms[name]; !ok {
		return rule{}, &InputError{Text: text, To: len(m[1]), What: fmt.Sprintf("there is no rule %q", m[1]), Mend: "rules are " + ruleList()}
	}
	r := rule{name: name}
	rest := m[2]
	for {
		ref := refPattern.FindStringSubmatch(rest)
		if ref == nil {
			break
		}
		r.refs = append(r.refs, ref[1])
		rest = strings.TrimSpace(rest[len(ref[0]):])
		if strings.HasSuffix(strings.TrimSpace(ref[0]), ":") {
			rest = ":" + rest
			break
		}
	}
	r.args = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(rest), ":"))
	return r, nil
}

func ruleList() string {
	names := make([]string, 0, len(ruleForms))
	for n := range ruleForms {
		names = append(names, n)
	}
	sort.Strings(names)
	return strings.Join(names, ", ")
}

func (r rule) fail(what string) error {
	return &InputError{Text: r.args, To: len(r.args), What: what, Mend: "write " + ruleForms[r.name]}
}

var (
	forPattern    = regexp.MustCompile(`^for\s+(\S+)$`)
	wrtPattern    = regexp.MustCompile(`^(?:wrt|by|in)\s+(\S+)$`)
	fromPattern   = regexp.MustCompile(`^from\s+(.+?)\s+to\s+(.+?)(?:\s+(?:wrt|in|over)\s+(\S+))?$`)
	withPattern   = regexp.MustCompile(`^(?:with\s+)?(.*)$`)
	expandPattern = regexp.MustCompile(`^(?:in\s+)?(\S+)\s+about\s+(.+?)(?:\s+to\s+(?:order\s+)?([0-9]+))?$`)
	arrowPattern  = regexp.MustCompile(`^(\S+)\s*->\s*(.+)$`)
	overPattern   = regexp.MustCompile(`^over\s+(.+)$`)
	aboutPattern  = regexp.MustCompile(`^(?:about\s+)?(.*?)(?:\s+with\s+(.*))?$`)
	condPattern   = regexp.MustCompile(`^([\p{L}_][\p{L}0-9_]*)('*)\s*\((.*)\)\s*=\s*(.+)$`)
)

// equations splits "t=T, V=V_th" or "V(0)=a and V'(L)=0".
func splitEquations(text string) []string {
	var out []string
	for _, part := range splitTop(text) {
		for _, p := range strings.Split(part, " and ") {
			if p = strings.TrimSpace(p); p != "" {
				out = append(out, p)
			}
		}
	}
	return out
}
