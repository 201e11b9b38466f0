/** Turns jobs that only the monolith may enqueue into a Go client of its enqueue endpoint. */
export const printEndpoint = (): string => `package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Endpoint asks the monolith to enqueue a job itself, where its client does more than write the job.
type Endpoint struct {
	URL    string
	Token  string
	Client *http.Client
}

// Push calls the monolith; it answers 2xx once its own client has the job, and knows the id of a repeated call.
func (e *Endpoint) Push(ctx context.Context, row Row, _ time.Time) error {
	body, err := json.Marshal(map[string]any{
		"id": row.JobID, "job": row.Class, "queue": row.Queue, "args": json.RawMessage(row.Args),
	})
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+e.Token)
	response, err := e.Client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("the monolith answered %d", response.StatusCode)
	}
	return nil
}
`;
