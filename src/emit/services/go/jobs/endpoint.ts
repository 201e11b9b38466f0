/** Turns jobs that only the monolith may enqueue into a Go client of its enqueue endpoint. */
export const printEndpoint = (module: string): string => `package jobs

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"${module}/internal/outgoing"
)

// Endpoint asks the monolith to enqueue a job itself, where its client does more than write the job.
type Endpoint struct {
	URL    string
	Token  string
	Client *outgoing.Client
}

// Push calls the monolith; it answers 2xx once its own client has the job, and knows the id of a repeated call.
func (e *Endpoint) Push(ctx context.Context, row Row, _ time.Time) error {
	return e.Client.JSON(ctx, http.MethodPost, e.URL, http.Header{"Authorization": {"Bearer " + e.Token}}, map[string]any{
		"id": row.JobID, "job": row.Class, "queue": row.Queue, "args": json.RawMessage(row.Args),
	}, nil)
}
`;
