/** Turns a planned service into the Go relay that moves committed jobs to the monolith's queue. */
import { type GoService, outboxTable, placeholders, writesDelayedJobs } from "../needs.js";

export const printRelay = (go: GoService): string => `package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"${go.module}/internal/relay"
)

// Row is a job that waits in the outbox.
type Row struct {
	ID        int64
	JobID     string
	Class     string
	Queue     string
	Wire      string
	Args      string
	CreatedAt time.Time
}

// ActiveJob tells that the class is wrapped by the adapter.
func (r Row) ActiveJob() bool { return strings.HasPrefix(r.Wire, "active-job-") }

// Pusher hands a job to the monolith's queue.
type Pusher interface {
	Push(ctx context.Context, row Row, now time.Time) error
}

// Relay moves committed jobs from the outbox to the queue, at least once and in order.
type Relay struct {
	// Pushers are by the wires of the catalogue.
	Pushers map[string]Pusher
	Now     func() time.Time
}

// Move pushes the oldest jobs. A crash between push and commit pushes again, under the same job id.
func (r *Relay) Move(ctx context.Context, tx *sql.Tx) (int, error) {
	rows, err := lock(ctx, tx)
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		pusher, known := r.Pushers[row.Wire]
${
  writesDelayedJobs(go)
    ? `		if row.Wire == "active-job-delayed" {
			// In this transaction: the row leaves the outbox and enters the queue, or neither.
			pusher, known = &Delayed{Tx: tx}, true
		}
`
    : ""
}		if !known {
			return 0, fmt.Errorf("job %s waits for a wire that this service does not have: %s", row.JobID, row.Wire)
		}
		if err := pusher.Push(ctx, row, r.Now()); err != nil {
			return 0, fmt.Errorf("job %s (%s): %w", row.JobID, row.Class, err)
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM ${outboxTable(go)} WHERE id = ${placeholders(go, 1)}", row.ID); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

func lock(ctx context.Context, tx *sql.Tx) ([]Row, error) {
	found, err := tx.QueryContext(ctx,
		"SELECT id, job_id, job_class, queue, wire, args, created_at FROM ${outboxTable(go)}"+
			" ORDER BY id LIMIT ${placeholders(go, 1)} FOR UPDATE SKIP LOCKED", relay.Batch)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var rows []Row
	for found.Next() {
		var row Row
		if err := found.Scan(&row.ID, &row.JobID, &row.Class, &row.Queue, &row.Wire, &row.Args, &row.CreatedAt); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, found.Err()
}
`;
