package exercises

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write content/exercise.schema.json anew")

// The schema that editors use is the one that the types give: go test ./exercises -run Schema -update writes it.
func TestSchemaIsCurrent(t *testing.T) {
	const file = "../content/exercise.schema.json"
	want := Schema()
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the types give (%v): run go test ./exercises -run Schema -update", file, err)
	}
	var schema struct {
		Properties map[string]any `json:"properties"`
		Defs       map[string]any `json:"$defs"`
	}
	if err := json.Unmarshal(got, &schema); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"quantities", "predict", "derive", "implement", "critique", "grading"} {
		if schema.Properties[key] == nil {
			t.Errorf("the schema has no %s", key)
		}
	}
	if schema.Defs["TestSpec"] == nil {
		t.Error("the schema does not define tests")
	}
}
