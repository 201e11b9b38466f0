/** Turns a planned service into Go code that writes ActiveJobs as rows of delayed_job, as its own adapter would. */
import { type GoService, placeholders } from "../needs.js";

export const printDelayedJob = (go: GoService): string => `package jobs

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Delayed writes to the table that the monolith's delayed_job works off.
type Delayed struct{ Tx *sql.Tx }

// Push inserts the row that delayed_job's ActiveJob adapter would; the relay's transaction makes it exactly one.
func (d *Delayed) Push(ctx context.Context, row Row, now time.Time) error {
	handler, err := Handler(row, now)
	if err != nil {
		return err
	}
	// Rails keeps times in UTC. Whole seconds, as a column without fractions would round up, into the future.
	at := now.UTC().Truncate(time.Second)
	_, err = d.Tx.ExecContext(ctx,
		"INSERT INTO delayed_jobs (priority, attempts, handler, queue, run_at, created_at, updated_at) VALUES (${placeholders(go, 7)})",
		0, 0, handler, row.Queue, at, at, at)
	return err
}

// Handler is the adapter's wrapper as YAML.
// https://github.com/rails/rails/blob/v6.1.7/activejob/lib/active_job/queue_adapters/delayed_job_adapter.rb
func Handler(row Row, now time.Time) (string, error) {
	raw, err := json.Marshal(jobData(row, now))
	if err != nil {
		return "", err
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var data any
	if err := decoder.Decode(&data); err != nil {
		return "", err
	}
	var yaml strings.Builder
	yaml.WriteString("--- !ruby/object:ActiveJob::QueueAdapters::DelayedJobAdapter::JobWrapper\\njob_data: ")
	writeYAML(&yaml, data)
	yaml.WriteString("\\n")
	return yaml.String(), nil
}

// writeYAML writes JSON values in YAML's flow style; every string is quoted, so that none turns into a date or a symbol.
func writeYAML(yaml *strings.Builder, value any) {
	switch value := value.(type) {
	case map[string]any:
		yaml.WriteString("{")
		for i, key := range slices.Sorted(maps.Keys(value)) {
			if i > 0 {
				yaml.WriteString(", ")
			}
			// Marked as what they are: Ruby takes even a quoted "<<" for a merge. "?" lifts the limit of 1024 characters.
			yaml.WriteString("? !!str ")
			writeString(yaml, key)
			yaml.WriteString(" : ")
			writeYAML(yaml, value[key])
		}
		yaml.WriteString("}")
	case []any:
		yaml.WriteString("[")
		for i, item := range value {
			if i > 0 {
				yaml.WriteString(", ")
			}
			writeYAML(yaml, item)
		}
		yaml.WriteString("]")
	case string:
		writeString(yaml, value)
	case json.Number:
		yaml.WriteString(number(value.String()))
	case nil:
		yaml.WriteString("null")
	default:
		fmt.Fprint(yaml, value)
	}
}

// number gives an exponent the point and the sign without which Ruby's YAML reads a string.
func number(text string) string {
	mantissa, exponent, ok := strings.Cut(strings.ToLower(text), "e")
	if !ok {
		return text
	}
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	if exponent[0] != '-' && exponent[0] != '+' {
		exponent = "+" + exponent
	}
	return mantissa + "e" + exponent
}

// writeString escapes all but plain ASCII: YAML forbids some characters, and a utf8mb3 column others.
func writeString(yaml *strings.Builder, text string) {
	yaml.WriteByte('"')
	for _, char := range text {
		switch {
		case char == '"' || char == '\\\\':
			yaml.WriteByte('\\\\')
			yaml.WriteRune(char)
		case char >= ' ' && char <= '~':
			yaml.WriteRune(char)
		default:
			fmt.Fprintf(yaml, "\\\\U%08X", char)
		}
	}
	yaml.WriteByte('"')
}
`;

export const printDelayedJobTest = (): string => `package jobs

import (
	"strings"
	"testing"
	"time"
)

func TestHandlerIsTheAdaptersWrapper(t *testing.T) {
	row := Row{JobID: "0123456789abcdef01234567", Class: "SomeJob", Queue: "default", Wire: "active-job-delayed", Args: ${"`"}["é:", 1e+21, {"<<": null}]${"`"}}
	handler, err := Handler(row, time.Unix(1700000000, 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"--- !ruby/object:ActiveJob::QueueAdapters::DelayedJobAdapter::JobWrapper\\njob_data: {",
		${"`"}? !!str "job_class" : "SomeJob"${"`"},
		${"`"}["\\U000000E9:", 1.0e+21, {? !!str "<<" : null}]${"`"},
	} {
		if !strings.Contains(handler, want) {
			t.Errorf("%s is not in %s", want, handler)
		}
	}
}
`;
