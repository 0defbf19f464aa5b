package sandbox

import (
	"context"
	"log/slog"
	"os"
	"testing"
	"time"
)

func TestSmoke(t *testing.T) {
	s, err := Open(context.Background(), Config{Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	if err != nil {
		t.Fatalf("%v\n%+v", err, err.(*UnavailableError).Report)
	}
	defer s.Close()
	t.Logf("%+v floor %d", s.Status(), s.floor)
	for i := 0; i < 5; i++ {
		t0 := time.Now()
		r, err := s.Run(context.Background(), Job{Source: "import numpy as np\ndef f(n):\n    print('hi')\n    return np.arange(n), 2.5\n", Calls: []Call{{Function: "f", Positional: []Value{3}}, {Function: "g"}}})
		t.Log(time.Since(t0), err)
		t.Logf("%+v %v %+v", r, r.Outcomes[0].Values, r.Outcomes[1].Exception)
	}
}
