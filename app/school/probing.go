package school

import (
	"context"
	"encoding/json"
	"time"
)

// Probe calls the program of the item that is asked now, for items whose question is what that program does. It changes
// nothing and is not counted. Errors: NotFound; Forbidden; Gone when the sitting has closed or the time is over; Conflict
// when the item is not the one to be answered now.
func (s *School) Probe(ctx context.Context, by Actor, id SittingID, item ItemID, fields map[string]string) (says, unread string, err error) {
	if err := s.checkSize("", fields); err != nil {
		return "", "", err
	}
	var full json.RawMessage
	err = s.read(ctx, func(tx Tx) error {
		sit, err := tx.Sitting(id)
		if err != nil {
			return err
		}
		if _, err := own(tx, by, sit.Attempt); err != nil {
			return maskSitting(err)
		}
		i := current(sit)
		if i < 0 || !sit.Closed.IsZero() || late(sit.Items[i], s.now()) {
			return Failure(Gone, "This sitting has closed, or the time for the question is over.", "All keys are shown on its page.")
		}
		if sit.Mode == OnPaper || sit.Items[i].ID != item || sit.Items[i].Served.IsZero() {
			return conflict("This is not the question that is asked now.", "Reload the page.")
		}
		full = sit.Items[i].Full
		return nil
	})
	if err != nil {
		return "", "", err
	}
	ctx, cancel := context.WithTimeout(ctx, probing)
	defer cancel()
	says, unread, err = s.checker.Probe(ctx, full, fields)
	return says, unread, s.shown(err)
}

// probing bounds the time for which a trainee waits for one call.
const probing = 10 * time.Second
