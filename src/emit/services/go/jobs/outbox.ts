/** Turns a planned service into the Go outbox that keeps jobs in the transaction of their cause. */
import { type GoService, outboxTable, placeholders } from "../needs.js";

export const printOutbox = (go: GoService): string => `package jobs

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"time"
)

// Outbox keeps jobs in the service's database until the relay has pushed them.
type Outbox struct{ Now func() time.Time }

// Enqueue writes the job in the caller's transaction: it is pushed if, and only if, that commits.
func (o *Outbox) Enqueue(ctx context.Context, tx *sql.Tx, job Job, args ...any) (string, error) {
	id := newID()
	if args == nil {
		args = []any{}
	}
	raw, err := json.Marshal(args)
	if err != nil {
		return "", err
	}
	_, err = tx.ExecContext(ctx,
		"INSERT INTO ${outboxTable(go)} (job_id, job_class, queue, wire, args, created_at) VALUES (${placeholders(go, 6)})",
		id, job.Class, job.Queue, job.Wire, string(raw), o.Now().UTC())
	return id, err
}

// newID is 24 hex digits, as Sidekiq's own.
func newID() string {
	var raw [12]byte
	_, _ = rand.Read(raw[:])
	return hex.EncodeToString(raw[:])
}
`;
