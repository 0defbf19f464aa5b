package jobs

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"

	"coronium/app/school"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

type gradeArgs struct {
	Submission int64 `json:"submission"`
}

func (gradeArgs) Kind() string { return string(school.JobGrade) }

type checksArgs struct {
	Attempt int64 `json:"attempt"`
	Round   int   `json:"round"`
}

func (checksArgs) Kind() string { return string(school.JobChecks) }

type markArgs struct {
	Sitting int64 `json:"sitting"`
}

func (markArgs) Kind() string { return string(school.JobMark) }

// complete ends a job in the transaction of its effect.
func complete[T river.JobArgs](job *river.Job[T]) school.Also {
	return func(ctx context.Context, tx school.Tx) error {
		t, ok := tx.(interface{ SQL() *sql.Tx })
		if !ok || t.SQL() == nil {
			return errors.New("jobs: the store's transaction is none of database/sql")
		}
		_, err := river.JobCompleteTx[*riversqlite.Driver](ctx, t.SQL(), job)
		return err
	}
}

// attend runs a job and gives it up when the given number of tries is used. What was interrupted because the server
// stops is no failure: it waits for the next start without using a try.
func attend[T river.JobArgs](ctx context.Context, log *slog.Logger, job *river.Job[T], tries int, work, giveUp func(school.Also) error) error {
	if job.Attempt > tries {
		log.Error("job given up: it was interrupted in every try", "job", job.ID, "kind", job.Kind)
		return giveUp(complete(job))
	}
	err := work(complete(job))
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.Canceled):
		return river.JobSnooze(time.Second)
	case school.KindOf(err) == school.NotFound:
		return river.JobCancel(err) // what it was about is not there
	case job.Attempt < tries:
		log.Warn("job failed and will be tried again", "job", job.ID, "kind", job.Kind, "try", job.Attempt, "cause", cause(err))
		return err
	}
	log.Error("job given up", "job", job.ID, "kind", job.Kind, "cause", cause(err))
	// The job's own time may be over; giving up must not fail for that.
	return giveUp(complete(job))
}

// cause is what the log should know of an error that shows nothing.
func cause(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}

type gradeWorker struct {
	river.WorkerDefaults[gradeArgs]
	work Work
	log  *slog.Logger
}

func (w *gradeWorker) Work(ctx context.Context, job *river.Job[gradeArgs]) error {
	id := school.SubmissionID(job.Args.Submission)
	return attend(ctx, w.log, job, tries,
		func(also school.Also) error { return w.work.GradeSubmission(ctx, id, also) },
		func(also school.Also) error { return w.work.FailSubmission(context.WithoutCancel(ctx), id, also) })
}

type checksWorker struct {
	river.WorkerDefaults[checksArgs]
	work Work
	log  *slog.Logger
}

func (w *checksWorker) Timeout(*river.Job[checksArgs]) time.Duration { return checksLimit }

func (w *checksWorker) Work(ctx context.Context, job *river.Job[checksArgs]) error {
	id, round := school.AttemptID(job.Args.Attempt), job.Args.Round
	return attend(ctx, w.log, job, tries,
		func(also school.Also) error { return w.work.MakeChecks(ctx, id, round, also) },
		func(also school.Also) error { return w.work.GiveUpChecks(context.WithoutCancel(ctx), id, round, also) })
}

type markWorker struct {
	river.WorkerDefaults[markArgs]
	work Work
	log  *slog.Logger
}

func (w *markWorker) Work(ctx context.Context, job *river.Job[markArgs]) error {
	id := school.SittingID(job.Args.Sitting)
	return attend(ctx, w.log, job, markTries,
		func(also school.Also) error { return w.work.Settle(ctx, id, also) },
		func(also school.Also) error { return w.work.GiveUpMarks(context.WithoutCancel(ctx), id, also) })
}

type regradeArgs struct {
	Regrade    int64 `json:"regrade"`
	Submission int64 `json:"submission"`
}

func (regradeArgs) Kind() string { return string(school.JobRegrade) }

type regradeWorker struct {
	river.WorkerDefaults[regradeArgs]
	work Work
	log  *slog.Logger
}

func (w *regradeWorker) Work(ctx context.Context, job *river.Job[regradeArgs]) error {
	id, sub := school.RegradeID(job.Args.Regrade), school.SubmissionID(job.Args.Submission)
	return attend(ctx, w.log, job, tries,
		func(also school.Also) error { return w.work.JudgeAgain(ctx, id, sub, also) },
		func(also school.Also) error {
			return w.work.GiveUpRegrade(context.WithoutCancel(ctx), id, sub, also)
		})
}
