/** Turns a planned service into Go code that writes jobs to Resque's lists, as its own client and ActiveJob's adapter would. */
import type { GoService } from "../needs.js";

export const printResque = (go: GoService): string => `package jobs

import (
	"context"
	"encoding/json"
	"time"

	"github.com/redis/go-redis/v9"
)

// Resque pushes in the format of Resque ${go.service.enqueues.find(({ wire }) => wire.endsWith("resque"))?.version ?? "2"}, the version in the monolith's lockfile.
// https://github.com/resque/resque/blob/v2.6.0/lib/resque/data_store.rb
type Resque struct {
	Redis redis.Scripter
	// Namespace stands before every key: Resque.redis.namespace of the monolith.
	Namespace string
}

// Push puts one job at the end of its queue, and the queue among those that workers of "*" look at.
func (r *Resque) Push(ctx context.Context, row Row, now time.Time) error {
	payload, err := resquePayload(row, now)
	if err != nil {
		return err
	}
	return pushOnce(ctx, r.Redis, row, "RPUSH", r.Namespace+":queue:"+row.Queue, payload, r.Namespace+":queues")
}

type resqueJob struct {
	Class string ${"`"}json:"class"${"`"}
	Args  any    ${"`"}json:"args"${"`"}
}

func resquePayload(row Row, now time.Time) ([]byte, error) {
	if row.ActiveJob() {
		wrapped := []any{jobData(row, now)}
		return json.Marshal(resqueJob{"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper", wrapped})
	}
	return json.Marshal(resqueJob{row.Class, json.RawMessage(row.Args)})
}
`;

export const printResqueTest = (): string => `package jobs

import (
	"encoding/json"
	"testing"
	"time"
)

func TestResqueReadsClassAndArguments(t *testing.T) {
	raw, err := resquePayload(Row{JobID: "0123456789abcdef01234567", Class: "Archive", Queue: "low", Wire: "resque", Args: "[7,{\\"all\\":true}]"}, time.Unix(1700000000, 0))
	if err != nil || string(raw) != ${"`"}{"class":"Archive","args":[7,{"all":true}]}${"`"} {
		t.Fatalf("got %s, %v", raw, err)
	}
}

func TestResqueReadsAnActiveJobInItsWrapper(t *testing.T) {
	raw, err := resquePayload(Row{JobID: "0123456789abcdef01234567", Class: "SomeJob", Queue: "low", Wire: "active-job-resque", Args: "[7]"}, time.Unix(1700000000, 0))
	if err != nil {
		t.Fatal(err)
	}
	var job struct {
		Class string
		Args  []struct {
			JobClass  string ${"`"}json:"job_class"${"`"}
			Arguments []int
		}
	}
	if err := json.Unmarshal(raw, &job); err != nil {
		t.Fatal(err)
	}
	if job.Class != "ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper" || job.Args[0].JobClass != "SomeJob" || job.Args[0].Arguments[0] != 7 {
		t.Fatalf("wrong wrapper: %s", raw)
	}
}
`;
