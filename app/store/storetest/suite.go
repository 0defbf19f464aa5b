package storetest

import (
	"reflect"
	"testing"
)

// Run runs the suite.
func Run(t *testing.T, open Opener) {
	tests := map[string]func(*testing.T, *world){
		"people": people, "courses": courses, "assignments": assignments, "attempts": attempts, "drafts": drafts,
		"predictions": predictions, "derivations": derivations, "notes and hints": notes, "submissions": submissions,
		"a verdict is given once": verdictOnce, "queue": queue, "checks": checks, "sittings": sittings, "standings": standings,
		"flags": flags, "audit": audit, "rollback": rollback, "concurrent read-then-write": concurrent, "reads don't write": readOnly,
		"snapshot": snapshot, "bounds": bounds, "regrades": regrades, "recordings": recordings, "fresh sittings": freshSittings,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { test(t, newWorld(t, open)) })
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}
