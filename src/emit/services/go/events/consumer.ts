/** Turns consumed events into a Go consumer: once per message id, retried with backoff, dead-lettered. */
import type { PlannedEvent } from "../../../../model/plan.js";
import { exported, type GoService, inboxTable, placeholders } from "../needs.js";

/** The switch is ours and grows with the plan; what an event does is a person's, in a file of its own. */
export const printHandle = (go: GoService): string => `package events

import (
	"context"
	"database/sql"
)

// Handle gives an event's effect inside tx, the transaction that also remembers its id.
func Handle(ctx context.Context, tx *sql.Tx, message Message) error {
	switch message.Name {
${go.consumes
  .map(
    ({ name }) => `	case "${name}":
		return on${exported(name)}(ctx, tx, message)
`,
  )
  .join("")}	default:
		return ErrUnknown
	}
}
`;

export const printReaction = (go: GoService, { name, from }: PlannedEvent): string => `package events

import (
	"context"
	"database/sql"
)

// on${exported(name)} is what ${go.service.name} does when ${from} tells ${name}. Until then the message waits in the dead-letter queue.
func on${exported(name)}(_ context.Context, _ *sql.Tx, _ Message) error {
	// VALUELINE-PORT: the effect of ${name}
	return ErrNotPorted
}
`;

export const printConsumer = (go: GoService): string => `package events

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"
)

// Names are the events that this service consumes.
var Names = []string{${go.consumes.map(({ name }) => `"${name}"`).join(", ")}}

// Both send a message to the dead-letter queue at once: no retry would help.
var (
	ErrUnknown   = errors.New("unknown event")
	ErrNotPorted = errors.New("not ported")
)

// Consumer gives each message its effect.
type Consumer struct {
	DB     *sql.DB
	Log    *slog.Logger
	Now    func() time.Time
	Handle func(context.Context, *sql.Tx, Message) error
	// Attempts before the dead-letter queue.
	Attempts int
	Backoff  time.Duration
}

// Take tries a message until it had its effect. An error means that only the dead-letter queue is left;
// trouble with the database is not the message's fault and is waited out.
func (c *Consumer) Take(ctx context.Context, raw []byte) error {
	var message Message
	if err := json.Unmarshal(raw, &message); err != nil || message.ID == "" {
		return fmt.Errorf("not an envelope: %w", errors.Join(ErrUnknown, err))
	}
	var err error
	for attempt := 1; attempt <= c.Attempts; {
		if err = c.once(ctx, message); err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, ErrUnknown) || errors.Is(err, ErrNotPorted) {
			return err
		}
		if c.DB.PingContext(ctx) == nil {
			attempt++
		}
		c.Log.Warn("event failed", "event", message.Name, "id", message.ID, "error", err)
		wait := c.Backoff << min(attempt, 6)
		// In place, so that later messages of the same key do not overtake.
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait/2 + rand.N(wait/2+1)):
		}
	}
	return err
}

// once remembers the id and gives the effect in one transaction; a known id has had its effect.
func (c *Consumer) once(ctx context.Context, message Message) error {
	tx, err := c.DB.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	result, err := tx.ExecContext(ctx, "${go.needs.mysql ? "INSERT IGNORE INTO" : "INSERT INTO"} ${inboxTable(go)} (message_id, received_at) VALUES (${placeholders(go, 2)})${go.needs.mysql ? "" : " ON CONFLICT DO NOTHING"}",
		message.ID, c.Now().UTC())
	if err != nil {
		return err
	}
	fresh, err := result.RowsAffected()
	if err != nil {
		return err
	}
	if fresh == 0 {
		c.Log.Info("event again", "event", message.Name, "id", message.ID)
		return nil
	}
	if err := c.handle(ctx, tx, message); err != nil {
		return err
	}
	return tx.Commit()
}

// handle turns a panic into a failure: else one message would stop every replica, one after another.
func (c *Consumer) handle(ctx context.Context, tx *sql.Tx, message Message) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return c.Handle(ctx, tx, message)
}

func sleep(ctx context.Context, duration time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(duration):
	}
}
`;
