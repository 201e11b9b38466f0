/** Turns the Sidekiq version of the lockfile into Go code that writes its jobs as its own client would. */
import { type GoService, printEntries } from "../needs.js";

function printOptions({ service }: GoService): string {
  const rows = service.enqueues
    .filter(({ wire, options }) => wire.includes("sidekiq") && options !== undefined)
    .map(({ job, options }) => [job, `\`${JSON.stringify(options).replaceAll("`", "'")}\``] as const);
  return rows.length === 0 ? "" : `\n${printEntries(rows)}`;
}

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
type Sidekiq struct{ Redis redis.Scripter }

// Push puts one job at the end of its queue, as Sidekiq::Client does.
func (s *Sidekiq) Push(ctx context.Context, row Row, now time.Time) error {
	payload, err := Payload(row, now)
	if err != nil {
		return err
	}
	return pushOnce(ctx, s.Redis, row, "LPUSH", "queue:"+row.Queue, payload, "queues")
}

// options are what each class sets for its jobs (sidekiq_options), as Sidekiq's own client writes them beside retry.
var options = map[string]string{${printOptions(go)}}

// Payload is the job as the worker reads it.
func Payload(row Row, now time.Time) ([]byte, error) {
	job := map[string]any{"retry": true}
	if own, ok := options[row.Class]; ok {
		if err := json.Unmarshal([]byte(own), &job); err != nil {
			return nil, err
		}
	}
	job["class"] = row.Class
	job["args"] = json.RawMessage(row.Args)
	job["jid"] = row.JobID
	job["queue"] = row.Queue
	job["created_at"] = timestamp(row.CreatedAt)
	job["enqueued_at"] = timestamp(now)
	if row.ActiveJob() {
		wrap(job, row, now)
	}
	return json.Marshal(job)
}

func wrap(job map[string]any, row Row, now time.Time) {
	job["wrapped"] = row.Class
	job["class"] = "${wrapper}"
	job["args"] = []any{jobData(row, now)}
}

${stamp}
`;
};

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

func TestAJobCarriesTheOptionsOfItsClass(t *testing.T) {
	options["Careful"] = ${"`"}{"retry":3,"tags":["money"]}${"`"}
	raw, err := Payload(Row{JobID: "0123456789abcdef01234567", Class: "Careful", Queue: "default", Args: "[]"}, time.Unix(1700000001, 0))
	if err != nil {
		t.Fatal(err)
	}
	var job struct {
		Retry int
		Tags  []string
	}
	if err := json.Unmarshal(raw, &job); err != nil || job.Retry != 3 || len(job.Tags) != 1 {
		t.Fatalf("wrong options: %s", raw)
	}
}

func TestActiveJobIsWrapped(t *testing.T) {
	row := Row{JobID: "0123456789abcdef01234567", Class: "SomeJob", Queue: "default", Wire: "active-job-sidekiq", Args: "[7]"}
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
