package sandbox

import "io"

// answers is what came over the wire.
type answers struct {
	outcomes []Outcome
	reports  []*exceptionHeader // in step with outcomes; nil where a call gave a value
	load     *exceptionHeader   // the module itself failed
	answered int
	done     bool
	fault    error // why the conversation ended before DONE
}

// converse sends the job and reads the answers until DONE or a fault.
func converse(conn io.ReadWriter, packed []byte, calls int) answers {
	a := answers{outcomes: make([]Outcome, calls), reports: make([]*exceptionHeader, calls)}
	if _, err := conn.Write(packed); err != nil {
		a.fault = err
		return a
	}
	budget := maxAnswers
	for {
		f, err := readFrame(conn, &budget)
		if err == nil {
			err = a.take(f, calls)
		}
		if err != nil || a.done {
			a.fault = err
			return a
		}
	}
}

// take adds one frame.
func (a *answers) take(f frame, calls int) error {
	switch f.kind {
	case frameResult:
		if a.answered >= calls || a.load != nil {
			return violation("an answer too many")
		}
		o, err := decodeResult(f, a.answered)
		if err != nil {
			return err
		}
		a.outcomes[a.answered] = o
		a.answered++
		return nil
	case frameException:
		if a.load != nil {
			return violation("an answer too many")
		}
		h, err := decodeException(f, a.answered)
		if err != nil {
			return err
		}
		if h.Call == -1 {
			a.load = &h
			return nil
		}
		if a.answered >= calls {
			return violation("an answer too many")
		}
		a.reports[a.answered] = &h
		a.answered++
		return nil
	case frameDone:
		if a.answered != calls && a.load == nil {
			return violation("the end after %d of %d answers", a.answered, calls)
		}
		a.done = true
		return nil
	}
	return violation("a frame of type %d", f.kind)
}
