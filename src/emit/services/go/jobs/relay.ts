/** Turns a planned service into the Go relay that moves committed jobs to the monolith's queue. */
import { type GoService, outboxTable, placeholders } from "../needs.js";

export const printRelay = (go: GoService): string => `package jobs

import (
	"context"
	"database/sql"
	"log/slog"
	"math/rand/v2"
	"time"
)

// Row is a job that waits in the outbox.
type Row struct {
	ID        int64
	JobID     string
	Class     string
	Queue     string
	ActiveJob bool
	Endpoint  bool
	Args      string
	CreatedAt time.Time
}

// Pusher hands a job to the monolith's queue.
type Pusher interface {
	Push(ctx context.Context, row Row, now time.Time) error
}

// Relay moves committed jobs from the outbox to the queue, at least once and in order.
type Relay struct {
	DB       *sql.DB
	Sidekiq  Pusher
	Endpoint Pusher
	Log      *slog.Logger
	Now      func() time.Time
}

const (
	idle       = 200 * time.Millisecond
	batch      = 100
	maxBackoff = 30 * time.Second
)

// Run works until ctx ends; trouble with the database or the queue is waited out.
func (r *Relay) Run(ctx context.Context) {
	backoff := idle
	for ctx.Err() == nil {
		moved, err := r.move(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			r.Log.Warn("outbox waits", "error", err, "retry_in", backoff.String())
			backoff = min(backoff*2, maxBackoff)
			// Jitter, so that replicas do not come back all at once.
			pause(ctx, backoff/2+rand.N(backoff/2))
		case moved == 0:
			backoff = idle
			pause(ctx, idle)
		default:
			backoff = idle
		}
	}
}

// move pushes one batch. A crash between push and commit pushes again, under the same job id.
func (r *Relay) move(ctx context.Context) (int, error) {
	// Read committed takes no gap locks on MySQL, which would hold up writers of the outbox.
	tx, err := r.DB.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	rows, err := lock(ctx, tx)
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		pusher := r.Sidekiq
		if row.Endpoint {
			pusher = r.Endpoint
		}
		if err := pusher.Push(ctx, row, r.Now()); err != nil {
			return 0, err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM ${outboxTable(go)} WHERE id = ${placeholders(go, 1)}", row.ID); err != nil {
			return 0, err
		}
	}
	return len(rows), tx.Commit()
}

func lock(ctx context.Context, tx *sql.Tx) ([]Row, error) {
	found, err := tx.QueryContext(ctx,
		"SELECT id, job_id, job_class, queue, active_job, via_endpoint, args, created_at FROM ${outboxTable(go)}"+
			" ORDER BY id LIMIT ${placeholders(go, 1)} FOR UPDATE SKIP LOCKED", batch)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var rows []Row
	for found.Next() {
		var row Row
		if err := found.Scan(&row.ID, &row.JobID, &row.Class, &row.Queue, &row.ActiveJob, &row.Endpoint, &row.Args, &row.CreatedAt); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, found.Err()
}

func pause(ctx context.Context, duration time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(duration):
	}
}
`;
