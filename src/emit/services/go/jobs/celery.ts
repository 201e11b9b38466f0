/** Turns a planned service into Go code that writes Celery's tasks in its message protocol 2. */
import type { GoService } from "../needs.js";

export const printCelery = (go: GoService): string => `package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Celery sends tasks in message protocol 2, which workers read since Celery 4.
// https://docs.celeryq.dev/en/stable/internals/protocol.html
type Celery struct {
	send  func(ctx context.Context, row Row, message celeryMessage) error
	close func() error
}

// OpenCelery takes the broker from its address, as Celery does: redis, rediss, amqp or amqps.
func OpenCelery(address string) (*Celery, error) {
	scheme, _, _ := strings.Cut(address, ":")
	switch scheme {
	case "redis", "rediss":
		return openCeleryRedis(address)
	case "amqp", "amqps", "pyamqp":
		return openCeleryRabbitMQ(strings.TrimPrefix(address, "py")), nil
	}
	return nil, fmt.Errorf("CELERY_BROKER_URL: no way is known to write to %q", scheme)
}

// Close ends the connection.
func (c *Celery) Close() error { return c.close() }

// Push sends one task; a task id that repeats is the same task.
func (c *Celery) Push(ctx context.Context, row Row, _ time.Time) error {
	message, err := celeryMessageOf(row)
	if err != nil {
		return err
	}
	return c.send(ctx, row, message)
}

// Kwargs are a task's keyword arguments; they come last.
type Kwargs map[string]any

const kwargsKey = "valueline:kwargs"

// MarshalJSON marks them, so that the outbox can tell them from a task's last argument.
func (k Kwargs) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{kwargsKey: map[string]any(k)})
}

type celeryMessage struct {
	ID      string
	Headers map[string]any
	Body    []byte
}

func celeryMessageOf(row Row) (celeryMessage, error) {
	args := []json.RawMessage{}
	if err := json.Unmarshal([]byte(row.Args), &args); err != nil {
		return celeryMessage{}, err
	}
	kwargs := json.RawMessage("{}")
	if len(args) > 0 {
		var marked map[string]json.RawMessage
		if err := json.Unmarshal(args[len(args)-1], &marked); err == nil && len(marked) == 1 && marked[kwargsKey] != nil {
			kwargs, args = marked[kwargsKey], args[:len(args)-1]
		}
	}
	embed := map[string]any{"callbacks": nil, "errbacks": nil, "chain": nil, "chord": nil}
	body, err := json.Marshal([]any{args, kwargs, embed})
	if err != nil {
		return celeryMessage{}, err
	}
	id := uuidFrom(row.JobID)
	headers := map[string]any{
		"lang": "py", "task": row.Class, "id": id, "root_id": id, "parent_id": nil, "group": nil,
		"eta": nil, "expires": nil, "retries": 0, "timelimit": []any{nil, nil},
		// Arguments may be private, and a worker logs these two.
		"argsrepr": "(...)", "kwargsrepr": "{...}", "origin": "${go.service.name}",
	}
	return celeryMessage{ID: id, Headers: headers, Body: body}, nil
}
`;

export const printCeleryTest = (): string => `package jobs

import "testing"

func TestATaskCarriesArgumentsAndKeywords(t *testing.T) {
	row := Row{JobID: "0123456789abcdef01234567", Class: "mail.tasks.send", Queue: "celery", Wire: "celery", Args: ${"`"}[7,{"valueline:kwargs":{"to":"x"}}]${"`"}}
	message, err := celeryMessageOf(row)
	if err != nil {
		t.Fatal(err)
	}
	if want := ${"`"}[[7],{"to":"x"},{"callbacks":null,"chain":null,"chord":null,"errbacks":null}]${"`"}; string(message.Body) != want {
		t.Fatalf("got %s, want %s", message.Body, want)
	}
	if message.Headers["task"] != "mail.tasks.send" || message.Headers["id"] != message.ID || len(message.ID) != 36 {
		t.Fatalf("wrong headers: %v", message.Headers)
	}
}

func TestATaskWithoutArgumentsHasAnEmptyList(t *testing.T) {
	message, err := celeryMessageOf(Row{JobID: "0123456789abcdef01234567", Class: "tick", Args: "[]"})
	if err != nil || string(message.Body[:6]) != "[[],{}" {
		t.Fatalf("got %s, %v", message.Body, err)
	}
}

func TestOnlyBrokersThatAreKnownAreOpened(t *testing.T) {
	if _, err := OpenCelery("sqs://"); err == nil {
		t.Fatal("sqs was taken")
	}
}
`;
