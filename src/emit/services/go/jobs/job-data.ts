/** Turns a row of the outbox into the data that ActiveJob's workers read, whatever queue it travels by. */
export const printJobData = (): string => `package jobs

import (
	"encoding/json"
	"time"
)

// jobData is what ActiveJob::Base#serialize writes.
func jobData(row Row, now time.Time) map[string]any {
	return map[string]any{
		"job_class":            row.Class,
		"job_id":               uuidFrom(row.JobID),
		"provider_job_id":      nil,
		"queue_name":           row.Queue,
		"priority":             nil,
		"arguments":            json.RawMessage(row.Args),
		"executions":           0,
		"exception_executions": map[string]any{},
		// Without locale and time zone the worker takes its own defaults.
		"enqueued_at": now.UTC().Format(time.RFC3339),
	}
}
`;

export const printUuid = (): string => `package jobs

// uuidFrom spreads the 24 digits of a job id into the shape of a UUID, so that a retry keeps it.
func uuidFrom(id string) string {
	long := id + "00000000"
	return long[0:8] + "-" + long[8:12] + "-4" + long[13:16] + "-8" + long[17:20] + "-" + long[20:32]
}
`;
