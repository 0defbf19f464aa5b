package exercises

import (
	"encoding/json"
	"reflect"
	"strings"
)

// Schema is the JSON Schema (draft 2020-12) of exercise.yaml, made from the types that are decoded into, so that what an
// editor offers and what Load takes cannot part. It is written to content/exercise.schema.json; a test holds the two equal.
func Schema() []byte {
	b := &schemaBuilder{defs: map[string]any{}}
	root := b.object(reflect.TypeOf(Exercise{}))
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "A Coronium exercise (exercise.yaml)"
	root["$defs"] = b.defs
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic(err) // a fault in this file, found by its test
	}
	return append(text, '\n')
}

type schemaBuilder struct{ defs map[string]any }

var (
	expressionSchema = map[string]any{"description": "A number or an expression over the quantities.", "anyOf": []any{map[string]any{"type": "number"}, map[string]any{"type": "string"}, map[string]any{"type": "boolean"}, map[string]any{"type": "array"}}}
	amountSchema     = map[string]any{"description": "A number or an expression, with a unit: .15 ms.", "type": []string{"number", "string"}}
	rangeSchema      = map[string]any{"description": "[name, low, high unit], as [I, 0, 5 nA].", "type": "array", "minItems": 3, "maxItems": 4}
)

// of gives the schema of a type.
func (b *schemaBuilder) of(t reflect.Type) map[string]any {
	switch t {
	case reflect.TypeOf(Expr{}):
		return expressionSchema
	case reflect.TypeOf(Amount{}):
		return amountSchema
	case reflect.TypeOf(Range{}):
		return rangeSchema
	case reflect.TypeOf(Input{}), reflect.TypeOf(Argument{}):
		return map[string]any{"description": "An expression, a list, or a recipe for an array.", "anyOf": []any{expressionSchema, map[string]any{"type": "null"}, b.of(reflect.TypeOf(Recipe{}))}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return b.of(t.Elem())
	case reflect.Slice:
		return b.slice(t.Elem())
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": b.of(t.Elem())}
	case reflect.Struct:
		return b.reference(t)
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	}
	return map[string]any{"type": []string{"string", "number"}}
}

// slice is a list or, for elements with a key, a mapping; a single element may stand for a list of one.
func (b *schemaBuilder) slice(elem reflect.Type) map[string]any {
	one := b.of(elem)
	if _, keyed := keyField(elem); keyed {
		return map[string]any{"type": "object", "additionalProperties": map[string]any{"anyOf": []any{one, map[string]any{"type": "null"}}}}
	}
	return map[string]any{"anyOf": []any{map[string]any{"type": "array", "items": one}, one}}
}

// reference puts a struct into the definitions once.
func (b *schemaBuilder) reference(t reflect.Type) map[string]any {
	if _, known := b.defs[t.Name()]; !known {
		b.defs[t.Name()] = nil // a type that contains itself finds its name taken
		object := b.object(t)
		if field, is := scalarField(t); is {
			object = map[string]any{"anyOf": []any{object, b.of(field.Type)}}
		}
		b.defs[t.Name()] = object
	}
	return map[string]any{"$ref": "#/$defs/" + t.Name()}
}

func (b *schemaBuilder) object(t reflect.Type) map[string]any {
	properties := map[string]any{}
	var required []string
	for _, f := range fieldsOf(t) {
		name, needed := yamlName(f)
		property := b.of(f.Type)
		if doc := f.Tag.Get("doc"); doc != "" {
			described := map[string]any{}
			for k, v := range property {
				described[k] = v
			}
			described["description"] = strings.TrimSpace(doc)
			property = described
		}
		properties[name] = property
		if _, alone := scalarField(t); needed && !alone {
			required = append(required, name)
		}
	}
	object := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		object["required"] = required
	}
	return object
}
