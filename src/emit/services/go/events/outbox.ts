/** Turns events that a Go service tells into its outbox and the relay that moves them to the broker. */
import { eventsTable, exported, type GoService, placeholders } from "../needs.js";

export const printEventsOutbox = (go: GoService): string => `package events

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"time"
)

// What this service tells.
const (
${go.produces.map(({ name, to }) => `	// ${exported(name)} goes to ${to.join(", ")}.\n	${exported(name)} = "${name}"\n`).join("")})

// Outbox keeps events in the service's database until the relay has published them.
type Outbox struct{ Now func() time.Time }

// Publish writes the event in the caller's transaction: it is told if, and only if, that commits.
// Events of one key are told in the order in which their transactions held the row behind it.
func (o *Outbox) Publish(ctx context.Context, tx *sql.Tx, name, key string, data any) error {
	raw, err := json.Marshal(data)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx,
		"INSERT INTO ${eventsTable(go)} (message_id, name, message_key, data, created_at) VALUES (${placeholders(go, 5)})",
		rand.Text(), name, key, string(raw), o.Now().UTC())
	return err
}
`;

export const printEventsRelay = (go: GoService): string => `package events

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"${go.module}/internal/relay"
)

// Publisher hands a message to the broker and returns once the broker answers for it.
type Publisher interface {
	// Prepare connects and declares; it is called before each batch.
	Prepare(ctx context.Context) error
	Publish(ctx context.Context, message Message, raw []byte) error
}

// Relay moves committed events to the broker, at least once and in order.
type Relay struct{ Publisher Publisher }

// Move publishes the oldest events. A crash between publishing and commit publishes again, under the same message id.
func (r *Relay) Move(ctx context.Context, tx *sql.Tx) (int, error) {
	rows, err := next(ctx, tx)
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		raw, err := json.Marshal(row.message)
		if err != nil {
			return 0, err
		}
		if err := r.Publisher.Publish(ctx, row.message, raw); err != nil {
			return 0, fmt.Errorf("event %s (%s): %w", row.message.ID, row.message.Name, err)
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM ${eventsTable(go)} WHERE id = ${placeholders(go, 1)}", row.id); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

type waiting struct {
	id      int64
	message Message
}

// next locks the oldest rows. Another replica's relay waits for them instead of skipping them: that keeps the order.
func next(ctx context.Context, tx *sql.Tx) ([]waiting, error) {
	found, err := tx.QueryContext(ctx,
		"SELECT id, message_id, name, message_key, data, created_at FROM ${eventsTable(go)} ORDER BY id LIMIT ${placeholders(go, 1)} FOR UPDATE", relay.Batch)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var rows []waiting
	for found.Next() {
		var row waiting
		var data string
		if err := found.Scan(&row.id, &row.message.ID, &row.message.Name, &row.message.Key, &data, &row.message.OccurredAt); err != nil {
			return nil, err
		}
		row.message.Data = json.RawMessage(data)
		rows = append(rows, row)
	}
	return rows, found.Err()
}
`;
