package sandbox

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"
)

// The wire: what passes between Go and the process that runs a job, over a stream socket of their own.
//
//	frame  = u32 length of what follows the type | u8 type | u32 length of the header | header, JSON | raw blocks
//	job    = header {filename, seed, source: bytes of source, calls}; blocks: the source, then the arrays' values
//	answer = READY, then for each call in turn RESULT or EXCEPTION, then DONE; EXCEPTION for call -1 if the module failed
//
// Numbers are little-endian; arrays are their values in row-major order, so that NaN crosses unharmed and 20 traces of
// 10 000 points decode in about a millisecond. What comes from the process is hostile: every length is checked against a
// bound and against what really arrived, memory grows only with arriving bytes, and calls must be answered once each, in
// order. An answer is only ever a claim about numbers; nothing in it can say that they are right.

// Types of frames.
const (
	frameJob       = 1 // from Go
	frameReady     = 1 // to Go
	frameResult    = 2
	frameException = 3
	frameDone      = 4
)

// Bounds of what a job may send.
const (
	maxFrame   = 33 << 20  // one answer: four million doubles and a header
	maxHeader  = 256 << 10 // of one frame
	maxAnswers = 128 << 20 // all frames of a job
	maxParts   = 32        // members of a tuple or dictionary
	maxValues  = 4_000_000 // values of one array
)

// errProtocol is wrapped by every fault of the frames themselves.
var errProtocol = errors.New("not a valid answer")

func violation(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errProtocol, fmt.Sprintf(format, args...))
}

// A frame as it arrived, its length checked but nothing else.
type frame struct {
	kind   byte
	header []byte
	blocks []byte
}

// readFrame reads one frame. budget is what the job may still send; it is lowered. Errors of the reader pass unchanged.
func readFrame(r io.Reader, budget *int) (frame, error) {
	var prefix [5]byte
	if _, err := io.ReadFull(r, prefix[:]); err != nil {
		return frame{}, err
	}
	length := int(binary.LittleEndian.Uint32(prefix[:]))
	if length < 4 || length > maxFrame || length > *budget {
		return frame{}, violation("a frame of %d bytes", length)
	}
	*budget -= length
	// The length is a claim: the buffer grows with what arrives, so a lie costs nothing.
	var body bytes.Buffer
	if _, err := io.CopyN(&body, r, int64(length)); err != nil {
		return frame{}, err
	}
	data := body.Bytes()
	header := int(binary.LittleEndian.Uint32(data))
	if header > maxHeader || header > length-4 {
		return frame{}, violation("a header of %d bytes in a frame of %d", header, length)
	}
	return frame{prefix[4], data[4 : 4+header], data[4+header:]}, nil
}

// resultHeader is the header of a RESULT frame.
type resultHeader struct {
	Call int
	Kind string // value, tuple, dict
	Out  []struct {
		Name, Type, Python string
		Shape              []int
		Offset             int
	}
	CPU float64 // seconds
}

// decodeResult reads a RESULT frame for the call that is due.
func decodeResult(f frame, due int) (Outcome, error) {
	var h resultHeader
	if err := json.Unmarshal(f.header, &h); err != nil {
		return Outcome{}, violation("an unreadable header")
	}
	if h.Call != due {
		return Outcome{}, violation("call %d is answered where call %d is due", h.Call, due)
	}
	if len(h.Out) > maxParts {
		return Outcome{}, violation("%d values", len(h.Out))
	}
	o := Outcome{Done: true, Tuple: h.Kind == "tuple", CPU: seconds(h.CPU)}
	if !slices.Contains([]string{"value", "tuple", "dict"}, h.Kind) || h.Kind == "value" && len(h.Out) != 1 {
		return Outcome{}, violation("%d values of kind %.20q", len(h.Out), h.Kind)
	}
	at := 0
	for _, d := range h.Out {
		width := ItemSize(d.Type)
		if width == 0 || len(d.Shape) > MaxAxes {
			return Outcome{}, violation("an array of type %.20q with %d axes", d.Type, len(d.Shape))
		}
		n, ok := elements(d.Shape, maxValues)
		if !ok || d.Offset != at || n*width > len(f.blocks)-at {
			return Outcome{}, violation("an array of shape %v at %d in %d bytes", d.Shape, d.Offset, len(f.blocks))
		}
		o.Values = append(o.Values, &Array{Type: d.Type, Shape: d.Shape, Data: f.blocks[at : at+n*width : at+n*width], Python: clean(d.Python, 32)})
		if h.Kind == "dict" {
			o.Names = append(o.Names, clean(d.Name, 64))
		}
		at += n * width
	}
	if at != len(f.blocks) {
		return Outcome{}, violation("%d bytes too many", len(f.blocks)-at)
	}
	return o, nil
}

// exceptionHeader is the header of an EXCEPTION frame. All of it is the program's claim, and all of it is only shown.
type exceptionHeader struct {
	Call          int
	Type, Message string
	Line, Column  int
	Frames        [][2]any // line, function
	Errno         int
	Refused       string

	Unreadable bool   // the function returned something that is not a number
	None       bool   // namely None
	Text       string // namely a text

	Missing string   // there is no such function
	Is      string   // but something else of that name
	Defines []string // and these functions
	Takes   *string  // the call did not fit these parameters
}

// decodeException reads an EXCEPTION frame for the call that is due, or for the module (-1) if none was answered yet.
func decodeException(f frame, due int) (exceptionHeader, error) {
	var h exceptionHeader
	if err := json.Unmarshal(f.header, &h); err != nil {
		return h, violation("an unreadable header")
	}
	if len(f.blocks) != 0 {
		return h, violation("%d bytes too many", len(f.blocks))
	}
	if h.Call != due && (h.Call != -1 || due != 0) {
		return h, violation("call %d is answered where call %d is due", h.Call, due)
	}
	return h, nil
}

// seconds turns a claimed number of seconds into a duration: nonsense becomes zero, more than a day a day.
func seconds(s float64) time.Duration {
	if !(s > 0) {
		return 0
	}
	return time.Duration(math.Min(s, 86400) * 1e9)
}

// encodeJob writes the frame that a job travels in.
func encodeJob(j Job) ([]byte, error) {
	blocks := []byte(j.Source)
	h := []byte(`{"filename":`)
	h = appendText(h, j.Filename)
	h = append(h, `,"seed":`...)
	h = strconv.AppendUint(h, j.Seed, 10)
	h = append(h, `,"source":`...)
	h = strconv.AppendInt(h, int64(len(j.Source)), 10)
	h = append(h, `,"calls":[`...)
	for i, c := range j.Calls {
		if i > 0 {
			h = append(h, ',')
		}
		var err error
		if h, blocks, err = appendCall(h, blocks, c); err != nil {
			return nil, err
		}
	}
	h = append(h, "]}"...)
	if len(h)+len(blocks) > MaxSource+MaxInput+maxHeader {
		return nil, badJob("The arguments of the calls are too large: at most %d MB can be passed to a program.", MaxInput>>20)
	}
	b := binary.LittleEndian.AppendUint32(make([]byte, 0, 9+len(h)+len(blocks)), uint32(4+len(h)+len(blocks)))
	b = append(b, frameJob)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(h)))
	return append(append(b, h...), blocks...), nil
}

func appendCall(h, blocks []byte, c Call) ([]byte, []byte, error) {
	var err error
	h = append(h, `{"function":`...)
	h = appendText(h, c.Function)
	h = append(h, `,"positional":`...)
	if h, blocks, err = appendValue(h, blocks, []Value(c.Positional), 0); err != nil {
		return nil, nil, fmt.Errorf("call of %s: %w", c.Function, err)
	}
	h = append(h, `,"keywords":{`...)
	first := true
	for _, name := range slices.Sorted(maps.Keys(c.Keywords)) {
		if !first {
			h = append(h, ',')
		}
		first = false
		h = append(appendText(h, name), ':')
		if h, blocks, err = appendValue(h, blocks, c.Keywords[name], 0); err != nil {
			return nil, nil, fmt.Errorf("call of %s: argument %s: %w", c.Function, name, err)
		}
	}
	return append(h, "}}"...), blocks, nil
}

// appendValue writes an argument. Floats keep a point or an exponent, so that 1.0 does not arrive as the integer 1, and
// NaN and Infinity are written as Python's json module reads them.
func appendValue(h, blocks []byte, v Value, depth int) ([]byte, []byte, error) {
	if depth > 16 {
		return nil, nil, badJob("lists are nested more than 16 deep")
	}
	switch v := v.(type) {
	case nil:
		return append(h, "null"...), blocks, nil
	case bool:
		return strconv.AppendBool(h, v), blocks, nil
	case int:
		return strconv.AppendInt(h, int64(v), 10), blocks, nil
	case int64:
		return strconv.AppendInt(h, v, 10), blocks, nil
	case float64:
		return appendFloat(h, v), blocks, nil
	case string:
		return appendText(h, v), blocks, nil
	case *Array:
		return appendArray(h, blocks, v)
	case []Value:
		h = append(h, '[')
		for i, x := range v {
			if i > 0 {
				h = append(h, ',')
			}
			var err error
			if h, blocks, err = appendValue(h, blocks, x, depth+1); err != nil {
				return nil, nil, err
			}
		}
		return append(h, ']'), blocks, nil
	}
	return nil, nil, badJob("a value of type %T cannot be passed to a program", v)
}

func appendFloat(h []byte, v float64) []byte {
	switch {
	case math.IsNaN(v):
		return append(h, "NaN"...)
	case math.IsInf(v, 1):
		return append(h, "Infinity"...)
	case math.IsInf(v, -1):
		return append(h, "-Infinity"...)
	}
	s := strconv.FormatFloat(v, 'g', -1, 64)
	h = append(h, s...)
	if !bytes.ContainsAny([]byte(s), ".e") {
		h = append(h, ".0"...)
	}
	return h
}

func appendArray(h, blocks []byte, a *Array) ([]byte, []byte, error) {
	if a == nil {
		return nil, nil, badJob("an array is missing")
	}
	if err := a.check(); err != nil {
		return nil, nil, badJob("%v", err)
	}
	shape := a.Shape
	if shape == nil {
		shape = []int{}
	}
	d, err := json.Marshal(map[string]any{"type": a.Type, "shape": shape, "offset": len(blocks)})
	if err != nil {
		return nil, nil, err
	}
	return append(h, d...), append(blocks, a.Data...), nil
}

func appendText(h []byte, s string) []byte {
	d, _ := json.Marshal(s) // a string always can be; invalid UTF-8 becomes U+FFFD
	return append(h, d...)
}
