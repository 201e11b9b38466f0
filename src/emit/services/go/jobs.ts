/** Turns planned enqueues into the Go outbox that writes the monolith's own jobs, bytes as its client would. */
import type { PlannedEnqueue } from "../../../model/plan.js";
import { exported, type GoService, snake } from "./needs.js";

export const outboxTable = (go: GoService): string => `${snake(go.service.name)}_outbox`;

const isSidekiq = ({ wire }: PlannedEnqueue): boolean => wire === "sidekiq" || wire === "active-job-sidekiq";

export function printJobs(go: GoService): string {
  const jobs = go.service.enqueues.map(printJob).join("");
  return `// Package jobs hands work to the monolith's own workers; not a line of them changes.
package jobs

// Job is a job of the monolith, as its class and its queue are called there.
type Job struct {
	Class string
	Queue string
	// ActiveJob tells that the class is wrapped by the adapter.
	ActiveJob bool
	// Endpoint tells that the monolith must enqueue it itself, and why the README says.
	Endpoint bool
}
${jobs === "" ? "" : `\nvar (\n${jobs})\n`}`;
}

function printJob(enqueue: PlannedEnqueue): string {
  const fields = [
    `Class: "${enqueue.job}", Queue: "${enqueue.queue}"`,
    ...(enqueue.wire === "active-job-sidekiq" ? ["ActiveJob: true"] : []),
    ...(isSidekiq(enqueue) ? [] : ["Endpoint: true"]),
  ];
  const where = enqueue.evidence[0];
  const place = where === undefined ? "" : ` Enqueued today at ${where.path}:${where.line ?? 1}.`;
  return `\t// ${exported(enqueue.job)}: ${enqueue.because}.${place}\n\t${exported(enqueue.job)} = Job{${fields.join(", ")}}\n`;
}

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
		"INSERT INTO ${outboxTable(go)} (job_id, job_class, queue, active_job, via_endpoint, args, created_at) VALUES (${placeholders(go, 7)})",
		id, job.Class, job.Queue, job.ActiveJob, job.Endpoint, string(raw), o.Now().UTC())
	return id, err
}

// newID is 24 hex digits, as Sidekiq's own.
func newID() string {
	var raw [12]byte
	_, _ = rand.Read(raw[:])
	return hex.EncodeToString(raw[:])
}
`;

export const placeholders = (go: GoService, count: number): string =>
  Array.from({ length: count }, (_, i) => (go.needs.mysql ? "?" : `$${i + 1}`)).join(", ");

export const printSidekiq = (go: GoService): string => {
  const major = Number(/^\d+/.exec(go.sidekiqVersion ?? "7")?.[0] ?? 7);
  const wrapper = major >= 8 ? "Sidekiq::ActiveJob::Wrapper" : "ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper";
  const stamp =
    major >= 8
      ? `// Sidekiq 8 writes whole milliseconds.
func timestamp(t time.Time) any { return t.UnixMilli() }`
      : `// Sidekiq ${major} writes seconds with a fraction; 8 writes milliseconds.
func timestamp(t time.Time) any { return float64(t.UnixMicro()) / 1e6 }`;
  return `package jobs

import (
	"context"
	"encoding/json"
	"time"

	"github.com/redis/go-redis/v9"
)

// Sidekiq pushes in the format of Sidekiq ${go.sidekiqVersion ?? "7"}, the version in the monolith's lockfile.
// https://github.com/sidekiq/sidekiq/wiki/Job-Format
type Sidekiq struct{ Redis redis.Cmdable }

// Push puts one job at the end of its queue, as Sidekiq::Client does.
func (s *Sidekiq) Push(ctx context.Context, row Row, now time.Time) error {
	payload, err := Payload(row, now)
	if err != nil {
		return err
	}
	_, err = s.Redis.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.SAdd(ctx, "queues", row.Queue)
		pipe.LPush(ctx, "queue:"+row.Queue, payload)
		return nil
	})
	return err
}

// Payload is the job as the worker reads it.
func Payload(row Row, now time.Time) ([]byte, error) {
	job := map[string]any{
		"class":       row.Class,
		"args":        json.RawMessage(row.Args),
		"jid":         row.JobID,
		"queue":       row.Queue,
		"retry":       true,
		"created_at":  timestamp(row.CreatedAt),
		"enqueued_at": timestamp(now),
	}
	if row.ActiveJob {
		wrap(job, row, now)
	}
	return json.Marshal(job)
}

func wrap(job map[string]any, row Row, now time.Time) {
	job["wrapped"] = row.Class
	job["class"] = "${wrapper}"
	job["args"] = []any{map[string]any{
		"job_class":            row.Class,
		"job_id":               uuidFrom(row.JobID),
		"provider_job_id":      nil,
		"queue_name":           row.Queue,
		"priority":             nil,
		"arguments":            json.RawMessage(row.Args),
		"executions":           0,
		"exception_executions": map[string]any{},
		"locale":               "en",
		"timezone":             "UTC",
		"enqueued_at":          now.UTC().Format(time.RFC3339),
	}}
}

// uuidFrom spreads the 24 digits of a job id into the shape of a UUID, so that a retry keeps it.
func uuidFrom(id string) string {
	long := id + "00000000"
	return long[0:8] + "-" + long[8:12] + "-4" + long[13:16] + "-8" + long[17:20] + "-" + long[20:32]
}

${stamp}
`;
};

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
	tx, err := r.DB.BeginTx(ctx, nil)
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

export const printJobsTest = (go: GoService): string => {
  const eight = Number(/^\d+/.exec(go.sidekiqVersion ?? "7")?.[0] ?? 7) >= 8;
  return `package jobs

import (
	"encoding/json"
	"testing"
	"time"
)

func TestPayloadIsWhatTheWorkerReads(t *testing.T) {
	row := Row{JobID: "0123456789abcdef01234567", Class: "SomeWorker", Queue: "critical", Args: "[1,\\"two\\",null]", CreatedAt: time.Unix(1700000000, 5e8)}
	raw, err := Payload(row, time.Unix(1700000001, 0))
	if err != nil {
		t.Fatal(err)
	}
	var job map[string]any
	if err := json.Unmarshal(raw, &job); err != nil {
		t.Fatal(err)
	}
	if job["class"] != "SomeWorker" || job["jid"] != row.JobID || job["queue"] != "critical" || job["retry"] != true {
		t.Fatalf("wrong job: %s", raw)
	}
	if job["created_at"] != ${eight ? "1700000000500.0" : "1700000000.5"} || job["enqueued_at"] != ${eight ? "1700000001000.0" : "1700000001.0"} {
		t.Fatalf("wrong timestamps: %s", raw)
	}
	if args := job["args"].([]any); len(args) != 3 || args[0] != 1.0 || args[1] != "two" || args[2] != nil {
		t.Fatalf("wrong arguments: %s", raw)
	}
}

func TestActiveJobIsWrapped(t *testing.T) {
	row := Row{JobID: "0123456789abcdef01234567", Class: "SomeJob", Queue: "default", ActiveJob: true, Args: "[7]"}
	raw, err := Payload(row, time.Unix(1700000001, 0))
	if err != nil {
		t.Fatal(err)
	}
	var job struct {
		Wrapped string
		Args    []struct {
			JobClass  string ${"`"}json:"job_class"${"`"}
			Arguments []int
		}
	}
	if err := json.Unmarshal(raw, &job); err != nil {
		t.Fatal(err)
	}
	if job.Wrapped != "SomeJob" || job.Args[0].JobClass != "SomeJob" || job.Args[0].Arguments[0] != 7 {
		t.Fatalf("wrong wrapper: %s", raw)
	}
}
`;
};
