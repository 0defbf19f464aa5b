package sandbox

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"regexp"
	"strings"
	"testing"
)

// wired makes the bytes of a frame.
func wired(kind byte, header string, blocks []byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(4+len(header)+len(blocks)))
	b = append(b, kind)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(header)))
	return append(append(b, header...), blocks...)
}

// A stream is a connection whose other side has already said everything.
type stream struct{ *bytes.Reader }

func (stream) Write(p []byte) (int, error) { return len(p), nil }

func talk(data []byte, calls int) answers { return converse(stream{bytes.NewReader(data)}, nil, calls) }

func TestConverse(t *testing.T) {
	two := FromFloats([]float64{1.5, math.NaN()}).Data
	result := `{"call":0,"kind":"value","cpu":0.25,"out":[{"name":"","type":"f8","shape":[2],"offset":0,"python":"ndarray"}]}`
	done := wired(frameDone, `{}`, nil)
	a := talk(append(wired(frameResult, result, two), done...), 1)
	if !a.done || a.fault != nil {
		t.Fatalf("%+v", a)
	}
	o := a.outcomes[0]
	if x := o.Values[0].Floats(); !o.Done || len(x) != 2 || x[0] != 1.5 || !math.IsNaN(x[1]) || o.CPU.Milliseconds() != 250 || o.Values[0].Python != "ndarray" {
		t.Errorf("%+v", o)
	}
	a = talk(append(wired(frameException, `{"call":-1,"type":"SyntaxError"}`, nil), done...), 3)
	if !a.done || a.load == nil {
		t.Errorf("a module that fails: %+v", a)
	}
}

func TestConverseRefuses(t *testing.T) {
	one := make([]byte, 8)
	good := `{"call":0,"kind":"value","out":[{"type":"f8","shape":[1],"offset":0}]}`
	for name, data := range map[string][]byte{
		"a frame too short":         {3, 0, 0, 0, 2, 0, 0, 0},
		"a frame too long":          {255, 255, 255, 255, 2, 0, 0, 0},
		"a header past the frame":   {8, 0, 0, 0, 2, 9, 0, 0, 0, 1, 2, 3, 4},
		"no JSON":                   wired(2, `hello`, nil),
		"an unknown frame":          wired(9, `{}`, nil),
		"a call out of order":       wired(2, `{"call":1,"kind":"value","out":[{"type":"f8","shape":[1],"offset":0}]}`, one),
		"a negative call":           wired(2, `{"call":-1,"kind":"value","out":[{"type":"f8","shape":[1],"offset":0}]}`, one),
		"a value of two parts":      wired(2, `{"call":0,"kind":"value","out":[{"type":"f8","shape":[],"offset":0},{"type":"f8","shape":[0],"offset":8}]}`, one),
		"an unknown kind":           wired(2, `{"call":0,"kind":"verdict","out":[]}`, nil),
		"an unknown type":           wired(2, `{"call":0,"kind":"value","out":[{"type":"O","shape":[1],"offset":0}]}`, one),
		"five axes":                 wired(2, `{"call":0,"kind":"value","out":[{"type":"f8","shape":[1,1,1,1,1],"offset":0}]}`, one),
		"a negative axis":           wired(2, `{"call":0,"kind":"value","out":[{"type":"f8","shape":[-1,-1],"offset":0}]}`, one),
		"a product that overflows":  wired(2, `{"call":0,"kind":"value","out":[{"type":"f8","shape":[4294967296,4294967296],"offset":0}]}`, nil),
		"a huge axis behind a zero": wired(2, `{"call":0,"kind":"value","out":[{"type":"f8","shape":[0,9999999999],"offset":0}]}`, nil),
		"too few bytes":             wired(2, `{"call":0,"kind":"value","out":[{"type":"f8","shape":[2],"offset":0}]}`, one),
		"too many bytes":            wired(2, good, make([]byte, 9)),
		"a wrong offset":            wired(2, `{"call":0,"kind":"value","out":[{"type":"f8","shape":[1],"offset":1}]}`, make([]byte, 9)),
		"the same answer twice":     append(wired(2, good, one), wired(2, good, one)...),
		"the end too early":         wired(4, `{}`, nil),
		"an exception with bytes":   wired(3, `{"call":0}`, one),
		"a late load failure":       append(wired(2, good, one), wired(3, `{"call":-1}`, nil)...),
		"an answer after it failed": append(wired(3, `{"call":-1}`, nil), wired(2, good, one)...),
	} {
		if a := talk(data, 2); !errors.Is(a.fault, errProtocol) || a.done {
			t.Errorf("%s: %v, done %v", name, a.fault, a.done)
		}
	}
	if a := talk(wired(3, `{"call":0}`, nil), 0); !errors.Is(a.fault, errProtocol) {
		t.Errorf("an exception of a call that there is not: %v", a.fault)
	}
}

// TestLyingLength: a length is a claim that costs nothing.
func TestLyingLength(t *testing.T) {
	n := testing.AllocsPerRun(10, func() {
		budget := maxAnswers
		if _, err := readFrame(bytes.NewReader([]byte{0, 0, 0, 2, 2, 0, 0, 0, 0}), &budget); err == nil {
			t.Fatal("a frame of 32 MB out of nothing")
		}
	})
	if n > 20 {
		t.Errorf("%v allocations", n)
	}
}

func TestBudget(t *testing.T) {
	budget := 100
	if _, err := readFrame(bytes.NewReader(wired(2, strings.Repeat(" ", 200), nil)), &budget); !errors.Is(err, errProtocol) {
		t.Errorf("more than all answers may be: %v", err)
	}
}

// jobHeader takes a job's frame apart as harness.py does. Python's JSON knows NaN and Infinity; Go's does not, so they are
// quoted first, outside of texts only.
func jobHeader(t *testing.T, packed []byte) (header map[string]any, blocks []byte) {
	t.Helper()
	if len(packed) < 9 || int(binary.LittleEndian.Uint32(packed)) != len(packed)-5 || packed[4] != frameJob {
		t.Fatalf("a frame of %d bytes says %d", len(packed), binary.LittleEndian.Uint32(packed))
	}
	end := 9 + int(binary.LittleEndian.Uint32(packed[5:]))
	text := regexp.MustCompile(`"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)`).ReplaceAllFunc(packed[9:end], func(m []byte) []byte {
		if m[0] == '"' {
			return m
		}
		return []byte(`"` + string(m) + `"`)
	})
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&header); err != nil {
		t.Fatalf("%v in %s", err, packed[9:end])
	}
	return header, packed[end:]
}

func TestEncodeJob(t *testing.T) {
	j := Job{Source: "π = 3", Filename: "a \"b\".py", Seed: math.MaxUint64, Calls: []Call{{Function: "f",
		Positional: []Value{1.0, int64(1), 2, true, nil, "é\"\x00", math.Inf(-1), 1e300, 0.1, []Value{1.5, []Value{}}, FromFloats([]float64{1, 2}, 2, 1)},
		Keywords:   map[string]Value{"b": math.NaN(), "a": FromInts([]int64{7})}}}}
	packed, err := encodeJob(j)
	if err != nil {
		t.Fatal(err)
	}
	h, blocks := jobHeader(t, packed)
	call := h["calls"].([]any)[0].(map[string]any)
	got, err := json.Marshal(call)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"function":"f","keywords":{"a":{"offset":22,"shape":[1],"type":"i8"},"b":"NaN"},"positional":[1.0,1,2,true,null,"é\"\u0000","-Infinity",1e+300,0.1,[1.5,[]],{"offset":6,"shape":[2,1],"type":"f8"}]}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(blocks) != 6+16+8 || string(blocks[:6]) != "π = 3" {
		t.Errorf("blocks %q", blocks)
	}
	for name, v := range map[string]Value{"a struct": struct{}{}, "no array": (*Array)(nil), "a wrong shape": &Array{Type: "f8", Shape: []int{3}, Data: make([]byte, 8)}} {
		_, err := encodeJob(Job{Calls: []Call{{Function: "f", Positional: []Value{v}}}})
		var bad interface{ BadInput() bool }
		if !errors.As(err, &bad) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzDecode: whatever a program writes, reading it ends, keeps its bounds, and gives arrays whose parts fit together.
func FuzzDecode(f *testing.F) {
	f.Add(wired(2, `{"call":0,"kind":"value","out":[{"name":"x","type":"f8","shape":[1],"offset":0}]}`, make([]byte, 8)), 1)
	f.Add(wired(3, `{"call":0,"type":"E","message":"m","line":1,"column":2,"frames":[[1,"f"]],"takes":"(x)"}`, nil), 2)
	f.Add(append(wired(3, `{"call":-1,"frames":[[null,{}]]}`, nil), wired(4, `{}`, nil)...), 0)
	f.Add(wired(2, `{"call":0,"kind":"dict","out":[{"type":"c16","shape":[0,3],"offset":0},{"type":"b1","shape":[2],"offset":0}]}`, []byte{0, 7}), 1)
	f.Add([]byte{255, 255, 255, 255, 2}, 1)
	f.Fuzz(func(t *testing.T, data []byte, calls int) {
		if calls < 0 || calls > 16 {
			return
		}
		a := talk(data, calls)
		if a.done == (a.fault != nil) {
			t.Fatalf("done %v and fault %v", a.done, a.fault)
		}
		j := Job{Source: "one\ntwo\n", Limits: DefaultLimits}
		for range calls {
			j.Calls = append(j.Calls, Call{Function: "f"})
		}
		lines := sourceLines(j.Source)
		for i, o := range a.outcomes {
			for _, v := range o.Values {
				if err := v.check(); err != nil {
					t.Fatal(err)
				}
				if v.Type != "c16" && len(v.Floats()) != v.Size() || len(v.Complexes()) != v.Size() {
					t.Fatalf("%+v", v)
				}
			}
			if h := a.reports[i]; h != nil {
				shown(t, h.outcome(j, j.Calls[i], lines).Exception)
			}
		}
		if a.load != nil {
			shown(t, a.load.exception(j, lines))
		}
	})
}

// shown checks that an exception can be shown to anybody.
func shown(t *testing.T, e *Exception) {
	t.Helper()
	if e.Line < 0 || e.Line > 3 || e.Column < 0 || len(e.Message) > 4000 || len(e.Type) > 100 || len(e.Frames) > 20 {
		t.Fatalf("%+v", e)
	}
	for _, r := range e.Type + e.Message + e.Hint + e.Text {
		if hidden(r) {
			t.Fatalf("%U in %+v", r, e)
		}
	}
}

// FuzzJobHeader: whatever is passed, the header is JSON, holds the same values, and its arrays stand where it says.
func FuzzJobHeader(f *testing.F) {
	f.Add("def f(x): return x", "submission.py", "f", "x", 1.0, int64(2), "text", uint64(3))
	f.Add("\xff\x00", "\n\"\\", "", "=", math.NaN(), int64(math.MinInt64), "\u2028</script>", uint64(math.MaxUint64))
	f.Fuzz(func(t *testing.T, source, filename, function, name string, x float64, n int64, text string, seed uint64) {
		j := Job{Source: source, Filename: filename, Seed: seed, Calls: []Call{{Function: function, Positional: []Value{x, n, text, []Value{x}}, Keywords: map[string]Value{name: FromFloats([]float64{x})}}}}
		packed, err := encodeJob(j)
		if err != nil {
			t.Fatal(err)
		}
		h, blocks := jobHeader(t, packed)
		if string(blocks[:len(source)]) != source || len(blocks) != len(source)+8 {
			t.Fatalf("blocks %q", blocks)
		}
		positional := h["calls"].([]any)[0].(map[string]any)["positional"].([]any)
		if got := positional[1].(json.Number); got.String() != string(appendInt(n)) {
			t.Fatalf("%v is not %d", got, n)
		}
		if number, ok := positional[0].(json.Number); ok {
			back, err := number.Float64()
			if err != nil || back != x || !strings.ContainsAny(number.String(), ".e") {
				t.Fatalf("%v is not %v", number, x)
			}
		} else if !math.IsNaN(x) && !math.IsInf(x, 0) {
			t.Fatalf("%v is not %v", positional[0], x)
		}
	})
}

func appendInt(n int64) []byte {
	b, _ := json.Marshal(n)
	return b
}
