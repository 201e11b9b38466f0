/** Prints the Go package that carries committed rows away: the loop that the relays of jobs and of events share. */

export const printRelayLoop =
  (): string => `// Package relay carries committed rows to where they are due, at least once and in order.
package relay

import (
	"context"
	"database/sql"
	"log/slog"
	"math/rand/v2"
	"time"
)

// Batch is how many rows one transaction carries at the most.
const Batch = 100

const (
	idle       = 200 * time.Millisecond
	maxBackoff = 10 * time.Second
)

// Relay works off a table that the service's own transactions write.
type Relay struct {
	DB  *sql.DB
	Log *slog.Logger
	// Prepare, where there is one, connects before each batch, outside the transaction.
	Prepare func(ctx context.Context) error
	// Move carries the oldest rows away, deletes them in the transaction, and returns their number.
	Move func(ctx context.Context, tx *sql.Tx) (int, error)
}

// Run works until ctx ends; trouble with the database or the other side is waited out.
func (r *Relay) Run(ctx context.Context) {
	backoff := idle
	for ctx.Err() == nil {
		moved, err := r.batch(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			r.Log.Warn("relay waits", "error", err, "retry_in", backoff.String())
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

// batch moves one batch. A crash before its commit moves the same rows again, under the same ids.
func (r *Relay) batch(ctx context.Context) (int, error) {
	if r.Prepare != nil {
		if err := r.Prepare(ctx); err != nil {
			return 0, err
		}
	}
	// Read committed takes no gap locks on MySQL, which would hold up writers of the outbox.
	tx, err := r.DB.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	moved, err := r.Move(ctx, tx)
	if err != nil {
		return 0, err
	}
	return moved, tx.Commit()
}

func pause(ctx context.Context, duration time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(duration):
	}
}
`;
