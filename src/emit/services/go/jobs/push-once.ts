/** Prints the Go script that puts a job on a list of Redis once, however often a relay repeats itself. */
export const printPushOnce = (): string => `package jobs

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// once remembers the job's id for an hour beside the job itself: a relay that crashed before its commit repeats itself,
// and the queue has the job once.
var once = redis.NewScript(\`
if not redis.call("SET", KEYS[1], "1", "NX", "EX", 3600) then return 0 end
redis.call(ARGV[1], KEYS[2], ARGV[2])
if KEYS[3] then redis.call("SADD", KEYS[3], ARGV[3]) end
return 1\`)

// pushOnce puts the payload on the list by LPUSH or RPUSH, and its queue's name in the set of names, where there is one.
func pushOnce(ctx context.Context, rdb redis.Scripter, row Row, verb, list string, payload []byte, names ...string) error {
	keys := append([]string{"valueline:pushed:" + row.JobID, list}, names...)
	return once.Run(ctx, rdb, keys, verb, payload, row.Queue).Err()
}
`;
