package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"coronium/app/school"

	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"
)

// Enqueuer stores a job in a transaction. The queue gives one to the store when it starts.
type Enqueuer func(context.Context, *sql.Tx, school.Job) error

// SetQueue says how jobs are enqueued; call it before the first write that asks for one.
func (s *Store) SetQueue(e Enqueuer) { s.enqueue = e }

// Read runs fn on one consistent state.
func (s *Store) Read(ctx context.Context, fn func(school.Tx) error) error {
	return s.run(ctx, s.reader, readTimeout, fn)
}

// Write runs fn in one transaction, after those that came before.
func (s *Store) Write(ctx context.Context, fn func(school.Tx) error) error {
	return s.run(ctx, s.writer, writeTimeout, fn)
}

func (s *Store) run(ctx context.Context, db *gorm.DB, limit time.Duration, fn func(school.Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		return fn(&txn{db: tx, ctx: ctx, enqueue: s.enqueue})
	})
	var ours *school.Error
	if err != nil && ctx.Err() != nil && !errors.As(err, &ours) {
		err = ctx.Err() // SQLite says "interrupted"; what interrupted it says more
	}
	return translate(err)
}

// translate gives the failures that a person can do something about a kind; the rest stay what they
// are and are shown as ours.
func translate(err error) error {
	var ours *school.Error
	var lite sqlite3.Error
	switch {
	case err == nil, errors.As(err, &ours):
		return err
	case errors.Is(err, context.DeadlineExceeded):
		return busy(err)
	case errors.As(err, &lite) && (lite.Code == sqlite3.ErrBusy || lite.Code == sqlite3.ErrLocked):
		return busy(err)
	case errors.As(err, &lite) && lite.Code == sqlite3.ErrFull:
		return school.Failure(school.Internal, "The server's disk is full; this was not stored.",
			"Keep a copy of your work and tell the site's administrator.")
	case errors.As(err, &lite) && lite.Code == sqlite3.ErrReadonly:
		return school.Failure(school.Internal, "The server can't write to its database; this was not stored.",
			"Keep a copy of your work and tell the site's administrator.")
	}
	return err
}

func busy(error) error {
	return school.Failure(school.Busy, "The server is busy; this was not stored.", "Try again in a moment.")
}

// txn is one transaction. It is bound to a context, since everything in it must end with it.
type txn struct {
	db      *gorm.DB
	ctx     context.Context
	enqueue Enqueuer
}

// SQL is the transaction below; the queue completes a job in it.
func (t *txn) SQL() *sql.Tx {
	tx, _ := t.db.Statement.ConnPool.(*sql.Tx)
	return tx
}

// Enqueue stores a job that becomes visible with this transaction.
func (t *txn) Enqueue(j school.Job) error {
	if t.enqueue == nil {
		return errors.New("store: a job was enqueued before there was a queue")
	}
	return t.enqueue(t.ctx, t.SQL(), j)
}

// notFound says that a lookup found nothing.
func notFound(what string) error {
	return school.Failure(school.NotFound, fmt.Sprintf("There is no such %s.", what), "It may have been removed, or the link may be mistyped.")
}

// one reads one row of a query; NotFound if there is none.
func one[R any](q *gorm.DB, what string) (R, error) {
	var row R
	err := q.Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, notFound(what)
	}
	return row, err
}

// list reads all rows of a query, each turned into what the domain calls it.
func list[R, D any](q *gorm.DB, domain func(R) (D, error)) ([]D, error) {
	var rows []R
	if err := q.Find(&rows).Error; err != nil {
		return nil, err
	}
	out := make([]D, 0, len(rows))
	for _, r := range rows {
		d, err := domain(r)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// insert inserts a row; exists is what to say if it is there already.
func (t *txn) insert(row any, exists string) error {
	err := t.db.Create(row).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return school.Failure(school.Conflict, exists, "Reload the page to see what there is.")
	}
	return err
}

// changed runs an update and reports whether it changed a row.
func changed(q *gorm.DB, values map[string]any) (bool, error) {
	r := q.Updates(values)
	return r.RowsAffected > 0, r.Error
}

// micros and instant translate between instants and what a row holds; the zero instant is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// encode writes a value as JSON text.
func encode(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

// decode reads JSON text; an empty one leaves the zero value.
func decode[T any](text string) (T, error) {
	var v T
	if text == "" {
		return v, nil
	}
	err := json.Unmarshal([]byte(text), &v)
	return v, err
}

// raw turns stored JSON text into a message, nil if empty.
func raw(text string) json.RawMessage {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}

var _ school.Store = (*Store)(nil)
