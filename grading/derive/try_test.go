package derive
import ("testing";"context";"os";"bufio";"strings";"fmt")
func TestTry(t *testing.T) {
	f, err := os.Open(os.Getenv("PAIRS")); if err != nil { t.Skip() }
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		p := strings.Split(sc.Text(), "|")
		if len(p) < 2 { continue }
		pair := Pair{A: p[0], B: p[1]}
		if len(p) > 2 && strings.TrimSpace(p[2]) != "" { pair.Vars = strings.Split(strings.TrimSpace(p[2]), ";") }
		if len(p) > 3 && strings.TrimSpace(p[3]) != "" { pair.Assume = strings.Split(strings.TrimSpace(p[3]), ";") }
		v, err := Equivalent(context.Background(), pair, Options{})
		fmt.Printf("%-12s %6dus %s | %s : %s %s %v\n", v.Verdict, v.Micros, p[0], p[1], v.Reason, v.Condition, v.Counterexample)
		_ = err
	}
}
