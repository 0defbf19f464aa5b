package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"coronium/app/school"
)

func rollback(t *testing.T, w *world) {
	fail := errors.New("no")
	err := w.store.Write(context.Background(), func(tx school.Tx) error {
		w.submit(tx, 0, 1)
		return fail
	})
	if !errors.Is(err, fail) {
		t.Errorf("error of the transaction: %v", err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = w.store.Write(context.Background(), func(tx school.Tx) error {
			w.submit(tx, 0, 1)
			panic("in the middle")
		})
	}()
	ctx, cancel := context.WithCancel(context.Background())
	_ = w.store.Write(ctx, func(tx school.Tx) error {
		w.submit(tx, 0, 1)
		cancel()
		return nil
	})
	w.write(func(tx school.Tx) error { // and the store still takes writes
		n, err := tx.CountSubmissions(w.attempts[0].ID, school.Implement, school.HandIn)
		must(t, err)
		same(t, "stored by transactions that failed", n, 0)
		return nil
	})
}

// concurrent counts up from many goroutines, reading before writing: the pattern that fails as
// "locked", or loses updates, wherever write transactions don't take turns.
func concurrent(t *testing.T, w *world) {
	const goroutines, each = 8, 15
	var wg sync.WaitGroup
	errs := make(chan error, goroutines*each)
	for range goroutines {
		wg.Go(func() {
			for range each {
				errs <- w.store.Write(context.Background(), func(tx school.Tx) error {
					d, err := tx.Draft(w.attempts[0].ID, school.Derive)
					if err != nil && school.KindOf(err) != school.NotFound {
						return err
					}
					return tx.PutDraft(school.Draft{Attempt: w.attempts[0].ID, Stage: school.Derive, Revision: d.Revision + 1, Saved: noon}, 1)
				})
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	w.read(func(tx school.Tx) error {
		d, err := tx.Draft(w.attempts[0].ID, school.Derive)
		must(t, err)
		same(t, "count", d.Revision, int64(goroutines*each))
		return nil
	})
}

func readOnly(t *testing.T, w *world) {
	err := w.store.Read(context.Background(), func(tx school.Tx) error {
		return tx.InsertPerson(&school.Person{Name: "x", Login: "x"})
	})
	if err == nil {
		t.Error("a write went through a read")
	}
}

// snapshot reads twice in one Read with a write in between: both must see the same.
func snapshot(t *testing.T, w *world) {
	w.read(func(tx school.Tx) error {
		before, err := tx.People(0, 100)
		must(t, err)
		w.write(func(tx school.Tx) error { return tx.InsertPerson(&school.Person{Name: "late", Login: "late"}) })
		after, err := tx.People(0, 100)
		must(t, err)
		same(t, "people seen by one read", len(after), len(before))
		return nil
	})
}

// bounds asks for more attempts at once than a statement takes parameters.
func bounds(t *testing.T, w *world) {
	var ids []school.AttemptID
	for i := range 40_000 {
		ids = append(ids, school.AttemptID(i+1))
	}
	w.write(func(tx school.Tx) error {
		w.submit(tx, 0, 1)
		return nil
	})
	w.read(func(tx school.Tx) error {
		of, err := tx.HandInsOf(ids)
		must(t, err)
		same(t, "hand-ins of many", len(of), 1)
		_, err = tx.Standings(ids)
		must(t, err)
		_, err = tx.Touched(ids)
		must(t, err)
		_, err = tx.HintsOf(ids)
		must(t, err)
		return nil
	})
}
