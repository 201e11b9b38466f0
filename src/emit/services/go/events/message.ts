/** Turns a planned service into the Go package of its events: the envelope that every producer writes. */
import type { GoService } from "../needs.js";

export const printMessage = (
  go: GoService,
): string => `// Package events carries what ${go.service.name} and others tell: at least once through the broker, once in effect.
package events

import (
	"encoding/json"
	"time"
)

// Group is this service among the consumers: its replicas share its messages.
const Group = "${go.service.name}"

// Message is the envelope that every producer writes (contracts/asyncapi.yaml).
type Message struct {
	// ID is the idempotency key.
	ID         string          \`json:"id"\`
	Name       string          \`json:"name"\`
	Key        string          \`json:"key"\`
	OccurredAt time.Time       \`json:"occurredAt"\`
	Data       json.RawMessage \`json:"data"\`
}
`;
