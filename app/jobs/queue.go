package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"coronium/app/school"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"
)

const (
	tries        = 5 // of a grading or checks job before it is given up
	markTries    = 9 // of marking, over about ten minutes, before what can't be marked is voided
	poll         = 100 * time.Millisecond
	cooldown     = 20 * time.Millisecond
	gradeLimit   = 3 * time.Minute // for one job
	checksLimit  = 6 * time.Minute
	stuckAfter   = 15 * time.Minute
	stopPatience = 5 * time.Second // after jobs were asked to stop at once
)

// The queues: making check items takes long and must not keep a trainee's run waiting.
const (
	gradeQueue  = "grade"
	checksQueue = "checks"
)

// Work is what the queue asks of the school. Each method ends its job in the transaction of its
// effect, through also.
type Work interface {
	GradeSubmission(ctx context.Context, id school.SubmissionID, also school.Also) error
	FailSubmission(ctx context.Context, id school.SubmissionID, also school.Also) error
	MakeChecks(ctx context.Context, id school.AttemptID, round int, also school.Also) error
	GiveUpChecks(ctx context.Context, id school.AttemptID, round int, also school.Also) error
	Settle(ctx context.Context, id school.SittingID, also school.Also) error
	GiveUpMarks(ctx context.Context, id school.SittingID, also school.Also) error
	JudgeAgain(ctx context.Context, id school.RegradeID, sub school.SubmissionID, also school.Also) error
	GiveUpRegrade(ctx context.Context, id school.RegradeID, sub school.SubmissionID, also school.Also) error
}

// Config is what a Queue is made of.
type Config struct {
	DB      *sql.DB // the writer's pool of the store
	Work    Work
	Workers int // that judge at the same time; 2 if zero
	Log     *slog.Logger
}

// Queue stores jobs and works them.
type Queue struct {
	client *river.Client[*sql.Tx]
	db     *sql.DB
	log    *slog.Logger
}

// New makes a queue that can store jobs; it works them once started.
func New(c Config) (*Queue, error) {
	if c.DB == nil || c.Work == nil {
		return nil, errors.New("jobs: DB and Work must be given")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Workers <= 0 {
		c.Workers = 2
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &gradeWorker{work: c.Work, log: c.Log})
	river.AddWorker(workers, &checksWorker{work: c.Work, log: c.Log})
	river.AddWorker(workers, &markWorker{work: c.Work, log: c.Log})
	river.AddWorker(workers, &regradeWorker{work: c.Work, log: c.Log})
	client, err := river.NewClient(riversqlite.New(c.DB), &river.Config{
		Queues:               map[string]river.QueueConfig{gradeQueue: {MaxWorkers: c.Workers}, checksQueue: {MaxWorkers: 1}},
		Workers:              workers,
		PollOnly:             true, // SQLite can't tell of new jobs; River's listener would only poll too
		FetchPollInterval:    poll,
		FetchCooldown:        cooldown,
		JobTimeout:           gradeLimit,
		RescueStuckJobsAfter: stuckAfter,
		RetryPolicy:          retry{},
		Logger:               slog.New(quiet{c.Log.Handler()}),
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return &Queue{client: client, db: c.DB, log: c.Log}, nil
}

// Enqueue stores a job in a transaction; it is worked after that commits.
func (q *Queue) Enqueue(ctx context.Context, tx *sql.Tx, j school.Job) error {
	var args river.JobArgs
	opts := &river.InsertOpts{Queue: gradeQueue, MaxAttempts: tries}
	switch j.Kind {
	case school.JobGrade:
		args = gradeArgs{Submission: int64(j.Submission)}
	case school.JobChecks:
		args, opts.Queue = checksArgs{Attempt: int64(j.Attempt), Round: j.Round}, checksQueue
	case school.JobMark:
		args, opts.MaxAttempts = markArgs{Sitting: int64(j.Sitting)}, markTries
	case school.JobRegrade:
		args, opts.Priority = regradeArgs{Regrade: int64(j.Regrade), Submission: int64(j.Submission)}, 4 // below all live work
	default:
		return fmt.Errorf("jobs: there is no job of kind %q", j.Kind)
	}
	if j.After > 0 {
		opts.ScheduledAt = time.Now().Add(j.After) // by the clock that River works by
	}
	_, err := q.client.InsertTx(ctx, tx, args, opts)
	return err
}

// Start takes up what was left and begins to work.
func (q *Queue) Start(ctx context.Context) error {
	n, err := q.takeUp(ctx)
	if err != nil {
		return fmt.Errorf("jobs: taking up what was left: %w", err)
	}
	if n > 0 {
		q.log.Info("jobs that were interrupted are tried again", "jobs", n)
	}
	// Stopping is Stop's business: jobs that run when ctx ends may finish.
	if err := q.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	return nil
}

// takeUp makes available what a killed process left running and what waits for another try. A job
// that was interrupted in its last try gets one more, in which it is given up properly.
func (q *Queue) takeUp(ctx context.Context) (int64, error) {
	r, err := q.db.ExecContext(ctx, `UPDATE river_job
		SET state = 'available', scheduled_at = created_at, max_attempts = max(max_attempts, attempt + 1)
		WHERE state IN ('running', 'retryable', 'scheduled')`)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// Stop ends the work: jobs that run may finish until ctx ends, then they are told to stop and will be
// tried again at the next start.
func (q *Queue) Stop(ctx context.Context) error {
	err := q.client.Stop(ctx)
	if err == nil {
		return nil
	}
	hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopPatience)
	defer cancel()
	return q.client.StopAndCancel(hard)
}

// retry waits 2, 4, 8 … seconds, five minutes at most: what fails here is ours, and a trainee waits.
type retry struct{}

func (retry) NextRetry(j *rivertype.JobRow) time.Time {
	return time.Now().Add(min(time.Duration(1<<min(j.Attempt, 20))*time.Second, 5*time.Minute))
}

// quiet keeps River's own news of every few seconds out of the log; what worries it comes through.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}

func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }
func (q quiet) WithGroup(name string) slog.Handler       { return quiet{q.Handler.WithGroup(name)} }
