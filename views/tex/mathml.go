package tex

import (
	"container/list"
	_ "embed"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/dop251/goja"
)

// Bounds of one formula. Temml is fast (about a millisecond), but its input may
// come from a trainee: a macro bomb must not hold a request.
const (
	maxSource   = 10_000           // bytes of TeX
	maxTime     = 2 * time.Second  // for one formula
	maxCached   = 4096             // formulas kept
	maxRuntimes = 2                // JavaScript runtimes at a time, each about 5 MB
	slowStart   = 30 * time.Second // waiting for a runtime under load
)

//go:embed temml.min.js
var temmlSource string

// program is Temml, compiled once.
var program = sync.OnceValues(func() (*goja.Program, error) {
	return goja.Compile("temml.min.js", temmlSource, false)
})

// MathML sets a formula: display on a line of its own, or inline. A formula
// that cannot be read is returned as its own text, escaped, in a code element
// that says so to the eye and to a screen reader.
func MathML(source string, display bool) string {
	if set, err := Set(source, display); err == nil {
		return set
	}
	return `<code class="tex-raw" title="This formula could not be set; here it is as it was written">` + html.EscapeString(source) + `</code>`
}

// Set is MathML, or the error that Temml gives for the source.
func Set(source string, display bool) (string, error) {
	source = tidy(strings.TrimSpace(source))
	if len(source) > maxSource {
		return "", fmt.Errorf("a formula of %d bytes is longer than the %d that are set", len(source), maxSource)
	}
	key := cacheKey{source, display}
	if set, ok := formulas.get(key); ok {
		return set, nil
	}
	set, err := render(source, display)
	if err != nil {
		return "", err
	}
	set, err = clean(set)
	if err != nil {
		return "", err
	}
	formulas.put(key, set)
	return set, nil
}

// tidy sets a formula as a person would: names upright, no growing brackets
// where nothing grows, no fraction in an exponent.
func tidy(source string) string {
	source = plainFences(upright(source))
	return exponentFraction.ReplaceAllString(source, "^{$1/$2}")
}

// exponentFraction is a quotient of single terms in an exponent, as e^{-t/tau}.
var exponentFraction = regexp.MustCompile(`\^\{\\frac\{(-?[A-Za-z0-9]|-?\\[a-z]+)\}\{([A-Za-z0-9]|\\[a-z]+)\}\}`)

var innerFence = regexp.MustCompile(`\\left\(([^()]*?)\\right\)`)

// plainFences takes \left and \right from brackets around a flat formula:
// growing brackets come from another cut of the font and stand too wide.
func plainFences(source string) string {
	for range 20 {
		next := innerFence.ReplaceAllStringFunc(source, func(pair string) string {
			inner := pair[len(`\left(`) : len(pair)-len(`\right)`)]
			for _, tall := range []string{`frac`, `\sum`, `\int`, `\prod`, `\sqrt`, `\lim`, `\begin`, `\left`, `\over`} {
				if strings.Contains(inner, tall) {
					return pair
				}
			}
			return "(" + inner + ")"
		})
		if next == source {
			return next
		}
		source = next
	}
	return source
}

var longSubscript = regexp.MustCompile(`_\{([A-Za-z]{2,})\}`)

// upright sets subscripts of two letters or more upright: V_{th} and t_{ref}
// are names. Pairs of index letters, as in w_{ij}, stay as they are.
func upright(source string) string {
	return longSubscript.ReplaceAllStringFunc(source, func(sub string) string {
		name := sub[2 : len(sub)-1]
		if len(name) == 2 && name != "in" && strings.Trim(name, "ijklmn") == "" {
			return sub
		}
		return `_{\mathrm{` + name + `}}`
	})
}

// engine is one JavaScript runtime with Temml in it. A goja runtime is not safe
// for concurrent use, so each is used by one goroutine at a time.
type engine struct {
	runtime *goja.Runtime
	render  goja.Callable
	options map[bool]goja.Value
}

// idle holds engines that wait; slots bounds how many there are.
var (
	idle  = make(chan *engine, maxRuntimes)
	slots = make(chan struct{}, maxRuntimes)
)

func newEngine() (*engine, error) {
	compiled, err := program()
	if err != nil {
		return nil, fmt.Errorf("temml: %w", err)
	}
	runtime := goja.New()
	runtime.SetMaxCallStackSize(2000)
	if _, err := runtime.RunProgram(compiled); err != nil {
		return nil, fmt.Errorf("temml: %w", err)
	}
	temml := runtime.Get("temml")
	if temml == nil {
		return nil, errors.New("temml: the script does not define temml")
	}
	render, ok := goja.AssertFunction(temml.ToObject(runtime).Get("renderToString"))
	if !ok {
		return nil, errors.New("temml: there is no renderToString")
	}
	e := &engine{runtime: runtime, render: render, options: map[bool]goja.Value{}}
	for _, display := range []bool{false, true} {
		e.options[display] = runtime.ToValue(map[string]any{
			"displayMode": display, "throwOnError": true, "trust": onlyFault, "maxExpand": 1000, "maxSize": []float64{50, 50},
		})
	}
	return e, nil
}

// onlyFault is what Temml asks before it obeys a command that writes HTML: the
// one class that points at a part of a formula, nothing else.
func onlyFault(asked map[string]any) bool {
	return asked["command"] == `\class` && asked["class"] == "fault"
}

// render borrows an engine for one formula. An engine that was interrupted is
// thrown away: its state is not to be trusted.
func render(source string, display bool) (string, error) {
	e, err := borrow()
	if err != nil {
		return "", err
	}
	timer := time.AfterFunc(maxTime, func() { e.runtime.Interrupt("this formula takes too long to set") })
	value, err := e.render(goja.Undefined(), e.runtime.ToValue(source), e.options[display])
	if !timer.Stop() {
		<-slots
		return "", errors.New("this formula takes too long to set")
	}
	idle <- e
	if err != nil {
		var thrown *goja.Exception
		if errors.As(err, &thrown) {
			return "", errors.New(thrown.Value().String())
		}
		return "", err
	}
	return value.String(), nil
}

func borrow() (*engine, error) {
	select {
	case e := <-idle:
		return e, nil
	default:
	}
	wait := time.NewTimer(slowStart)
	defer wait.Stop()
	select {
	case e := <-idle:
		return e, nil
	case slots <- struct{}{}:
		e, err := newEngine()
		if err != nil {
			<-slots
		}
		return e, err
	case <-wait.C:
		return nil, errors.New("too many formulas are waiting to be set")
	}
}

type cacheKey struct {
	source  string
	display bool
}

// cache keeps the formulas used most recently.
type cache struct {
	mu    sync.Mutex
	order *list.List // of entry, most recent first
	byKey map[cacheKey]*list.Element
}

type entry struct {
	key cacheKey
	set string
}

var formulas = &cache{order: list.New(), byKey: map[cacheKey]*list.Element{}}

func (c *cache) get(key cacheKey) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.byKey[key]
	if !ok {
		return "", false
	}
	c.order.MoveToFront(found)
	return found.Value.(entry).set, true
}

func (c *cache) put(key cacheKey, set string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if found, ok := c.byKey[key]; ok {
		c.order.MoveToFront(found)
		return
	}
	c.byKey[key] = c.order.PushFront(entry{key, set})
	for c.order.Len() > maxCached {
		oldest := c.order.Back()
		delete(c.byKey, oldest.Value.(entry).key)
		c.order.Remove(oldest)
	}
}
