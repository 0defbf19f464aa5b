package exercises

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Strict decoding of YAML into the types of exercise.go. The library parses; what a key may be called, and what is
// said when it may not, is ours: every fault names file and line, and an unknown key the nearest known one. All faults
// of a file are collected, so that an author mends them in one go.

// decodeYAML fills into (a pointer to a struct) from text and returns every fault found.
func decodeYAML(file string, text []byte, into any) []*ContentError {
	d := &decoder{file: file}
	parsed, err := parser.ParseBytes(text, 0)
	if err != nil {
		return []*ContentError{syntaxFault(file, text, err)}
	}
	var body ast.Node
	for _, doc := range parsed.Docs {
		if doc.Body == nil {
			continue
		}
		if body != nil {
			d.fault(doc.Body, "there is a second document in this file; keep one, without --- between")
			break
		}
		body = doc.Body
	}
	if body == nil {
		return []*ContentError{{Place{file, 1}, "the file is empty"}}
	}
	d.into(body, reflect.ValueOf(into).Elem(), "the file")
	return d.faults
}

type decoder struct {
	file   string
	faults []*ContentError
	depth  int
}

// maxDepth bounds nesting; a real exercise needs eight levels.
const maxDepth = 40

func (d *decoder) place(n ast.Node) Place {
	p := Place{File: d.file}
	if t := firstToken(n); t != nil && t.Position != nil {
		p.Line = t.Position.Line
	}
	return p
}

func (d *decoder) fault(n ast.Node, format string, args ...any) {
	if len(d.faults) < 100 {
		d.faults = append(d.faults, &ContentError{d.place(n), fmt.Sprintf(format, args...)})
	}
}

// firstToken is where a node begins: a mapping's own token is its first colon, so its first key is asked.
func firstToken(n ast.Node) *token.Token {
	switch n := n.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return n.Values[0].Key.GetToken()
		}
		return n.Start
	case *ast.MappingValueNode:
		return n.Key.GetToken()
	}
	if n == nil {
		return nil
	}
	return n.GetToken()
}

// decodable is a type with a notation of its own.
type decodable interface {
	decode(d *decoder, n ast.Node, key string)
}

// into decodes a node into a value; key names it for messages.
func (d *decoder) into(n ast.Node, v reflect.Value, key string) {
	d.depth++
	defer func() { d.depth-- }()
	if d.depth > maxDepth {
		d.fault(n, "%s is nested more than %d levels deep", key, maxDepth)
		return
	}
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		d.fault(n, "anchors, aliases and tags are not used here; write the value out")
		return
	}
	if v.CanAddr() {
		if own, is := v.Addr().Interface().(decodable); is {
			own.decode(d, n, key)
			return
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.into(n, v.Elem(), key)
	case reflect.Struct:
		d.intoStruct(n, v, key)
	case reflect.Slice:
		d.intoSlice(n, v, key)
	case reflect.Map:
		d.intoMap(n, v, key)
	default:
		d.intoScalar(n, v, key)
	}
}

func (d *decoder) intoStruct(n ast.Node, v reflect.Value, key string) {
	setPlace(v, d.place(n))
	entries, is := mapping(n)
	if !is {
		// A struct with a field tagged scalar may be written as that field alone.
		if field, ok := scalarField(v.Type()); ok {
			d.into(n, v.FieldByIndex(field.Index), key)
			return
		}
		d.fault(n, "%s should be a mapping of %s", key, strings.Join(keysOf(v.Type()), ", "))
		return
	}
	seen := map[string]bool{}
	for _, e := range entries {
		name := keyText(e)
		field, ok := fieldFor(v.Type(), name)
		if !ok {
			d.fault(e, "unknown key %q in %s%s", name, key, nearestKey(name, keysOf(v.Type())))
			continue
		}
		if seen[name] {
			d.fault(e, "key %q stands twice in %s", name, key)
			continue
		}
		seen[name] = true
		if _, isNull := e.Value.(*ast.NullNode); isNull {
			d.fault(e, "%s has no value", name)
			continue
		}
		d.into(e.Value, v.FieldByIndex(field.Index), name)
		d.notePlaces(e.Value, v, name)
	}
	for _, field := range fieldsOf(v.Type()) {
		name, required := yamlName(field)
		if required && !seen[name] && v.FieldByIndex(field.Index).IsZero() {
			d.fault(n, "%s has no %s", key, name)
		}
	}
}

// intoSlice takes a sequence; a mapping if the elements have a key; a single element stands for a list of one.
func (d *decoder) intoSlice(n ast.Node, v reflect.Value, key string) {
	elem := v.Type().Elem()
	keyField, keyed := keyField(elem)
	if entries, is := mapping(n); is && keyed {
		seen := map[string]bool{}
		for _, e := range entries {
			name := keyText(e)
			if seen[name] {
				d.fault(e, "%q stands twice in %s", name, key)
				continue
			}
			seen[name] = true
			item := reflect.New(elem).Elem()
			item.FieldByIndex(keyField.Index).SetString(name)
			if _, isNull := e.Value.(*ast.NullNode); !isNull {
				d.into(e.Value, item, name)
			}
			setPlace(item, d.place(e))
			v.Set(reflect.Append(v, item))
		}
		return
	}
	if keyed {
		d.fault(n, "%s should be a mapping from names to values", key)
		return
	}
	items := []ast.Node{n}
	if seq, is := n.(*ast.SequenceNode); is {
		items = seq.Values
	}
	for _, item := range items {
		if _, isNull := item.(*ast.NullNode); isNull {
			d.fault(item, "%s has an entry without a value", key)
			continue
		}
		value := reflect.New(elem).Elem()
		d.into(item, value, key)
		v.Set(reflect.Append(v, value))
	}
}

func (d *decoder) intoMap(n ast.Node, v reflect.Value, key string) {
	entries, is := mapping(n)
	if !is {
		d.fault(n, "%s should be a mapping", key)
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, e := range entries {
		value := reflect.New(v.Type().Elem()).Elem()
		d.into(e.Value, value, keyText(e))
		v.SetMapIndex(reflect.ValueOf(keyText(e)), value)
	}
}

func (d *decoder) intoScalar(n ast.Node, v reflect.Value, key string) {
	text, ok := scalarText(n)
	if !ok {
		d.fault(n, "%s should be a single value", key)
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(strings.TrimSpace(text))
	case reflect.Int:
		i, err := strconv.Atoi(text)
		if err != nil {
			d.fault(n, "%s should be a whole number, not %q", key, text)
			return
		}
		v.SetInt(int64(i))
	case reflect.Float64:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			d.fault(n, "%s should be a number, not %q", key, text)
			return
		}
		v.SetFloat(f)
	case reflect.Bool:
		if text != "true" && text != "false" {
			d.fault(n, "%s should be true or false, not %q", key, text)
			return
		}
		v.SetBool(text == "true")
	default:
		panic("decode: no way to fill a " + v.Type().String()) // a fault in exercise.go, found by any test
	}
}

// mapping gives the entries of a mapping node in order.
func mapping(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

func keyText(e *ast.MappingValueNode) string { return e.Key.GetToken().Value }

// scalarText is the text of a scalar as it was written, without quotes.
func scalarText(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return strings.TrimSpace(n.GetToken().Value), true
	}
	return "", false
}

var placeType = reflect.TypeOf(Place{})

func setPlace(v reflect.Value, p Place) {
	if v.Kind() != reflect.Struct {
		return
	}
	if f := v.FieldByName("Place"); f.IsValid() && f.Type() == placeType {
		f.Set(reflect.ValueOf(p))
	}
}

// notePlaces keeps where the entries of a list stand, in a struct that has Lines for it: texts have no place of their own.
func (d *decoder) notePlaces(n ast.Node, v reflect.Value, name string) {
	lines := v.FieldByName("Lines")
	if !lines.IsValid() || lines.Type() != reflect.TypeOf(map[string][]Place{}) {
		return
	}
	if lines.IsNil() {
		lines.Set(reflect.MakeMap(lines.Type()))
	}
	places := []Place{d.place(n)}
	if seq, is := n.(*ast.SequenceNode); is {
		places = nil
		for _, item := range seq.Values {
			places = append(places, d.place(item))
		}
	}
	lines.SetMapIndex(reflect.ValueOf(name), reflect.ValueOf(places))
}

func fieldsOf(t reflect.Type) []reflect.StructField {
	var fields []reflect.StructField
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && f.Tag.Get("yaml") != "-" && f.Tag.Get("yaml") != "" {
			fields = append(fields, f)
		}
	}
	return fields
}

func yamlName(f reflect.StructField) (name string, required bool) {
	name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return name, rest != "omitempty"
}

func keysOf(t reflect.Type) []string {
	var keys []string
	for _, f := range fieldsOf(t) {
		name, _ := yamlName(f)
		keys = append(keys, name)
	}
	return keys
}

func fieldFor(t reflect.Type, key string) (reflect.StructField, bool) {
	for _, f := range fieldsOf(t) {
		if name, _ := yamlName(f); name == key {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

func taggedField(t reflect.Type, tag string) (reflect.StructField, bool) {
	if t.Kind() != reflect.Struct {
		return reflect.StructField{}, false
	}
	for i := range t.NumField() {
		if t.Field(i).Tag.Get(tag) != "" {
			return t.Field(i), true
		}
	}
	return reflect.StructField{}, false
}

func keyField(t reflect.Type) (reflect.StructField, bool)    { return taggedField(t, "key") }
func scalarField(t reflect.Type) (reflect.StructField, bool) { return taggedField(t, "scalar") }

// nearestKey suggests the known key that is closest in letters, or lists what is known if none is close.
func nearestKey(name string, known []string) string {
	if near := nearest(name, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return "; known keys: " + strings.Join(known, ", ")
}

// nearest is the known word within a third of the word's length in edits (at least two), or empty.
func nearest(name string, known []string) string {
	best, bestDistance := "", max(2, len(name)/3)+1
	for _, k := range known {
		if distance := edits(strings.ToLower(name), strings.ToLower(k)); distance < bestDistance {
			best, bestDistance = k, distance
		}
	}
	return best
}

// edits is the Levenshtein distance, an exchange of neighbours counting one.
func edits(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}

var syntaxPosition = regexp.MustCompile(`^\[(\d+):(\d+)\]\s*(.*)`)

// syntaxFault takes line and reason out of the parser's error, leaves its picture of the source behind, and says it as an
// author would.
func syntaxFault(file string, text []byte, err error) *ContentError {
	first, _, _ := strings.Cut(err.Error(), "\n")
	m := syntaxPosition.FindStringSubmatch(first)
	if m == nil {
		return &ContentError{Place{file, 1}, "this is not YAML: " + strings.TrimFunc(first, unicode.IsSpace)}
	}
	line, _ := strconv.Atoi(m[1])
	at := Place{file, line}
	if twice := keyTwice.FindStringSubmatch(m[3]); twice != nil {
		return &ContentError{at, fmt.Sprintf("the key %q stands twice here; the first is in line %s", twice[1], twice[2])}
	}
	if lines := strings.Split(string(text), "\n"); line <= len(lines) && strings.Contains(indentOf(lines[line-1]), "\t") {
		return &ContentError{at, "the line begins with a tab; YAML is indented with spaces"}
	}
	reason := m[3] + "; quote texts that hold : # [ { or begin with a sign"
	for _, r := range syntaxReasons {
		if strings.Contains(m[3], r.parser) {
			reason = r.says
			break
		}
	}
	return &ContentError{at, fmt.Sprintf("this is not YAML at column %s: %s", m[2], reason)}
}

// syntaxReasons say what usually causes a message of the parser.
var syntaxReasons = []struct{ parser, says string }{
	{"must be specified", "a bracket or a brace is not closed, or a comma is missing, in this line or above it"},
	{"non-map value is specified", "this does not go on with key: value as it began above; look at the indentation and the dashes"},
	{"mapping value is not allowed", "there is a second colon in the line; put the text between quotes"},
	{"value is not allowed in this context", "this does not fit what stands above; look at the indentation and the dashes"},
}

var keyTwice = regexp.MustCompile(`^mapping key "([^"]*)" already defined at \[(\d+):`)

func indentOf(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " \t"))] }

func reflectValue(pointer any) reflect.Value { return reflect.ValueOf(pointer).Elem() }
