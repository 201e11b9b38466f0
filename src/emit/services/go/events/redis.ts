/** Turns a service's events into their Redis Streams side in Go: a loop with a lease, and a publisher. */
import { HOLD_LEASE, RELEASE_LEASE } from "../../../queues/redis-lease.js";
import { type GoService, printEntries } from "../needs.js";

/** Shared by both sides: whoever comes first makes stream and group. */
export const printRedisStreams = (): string => `package events

import (
	"context"
	"strings"

	"github.com/redis/go-redis/v9"
)

// declareRedis makes a group that reads from the beginning, so that what was published before is read too.
func declareRedis(ctx context.Context, rdb *redis.Client, name, group string) error {
	err := rdb.XGroupCreateMkStream(ctx, "events:"+name, group, "0").Err()
	if err != nil && !strings.HasPrefix(err.Error(), "BUSYGROUP") {
		return err
	}
	return nil
}
`;

export const printRedisConsumer = (): string => `package events

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// lease is how long a killed replica's work waits for the next one.
	lease    = 10 * time.Second
	leaseKey = "events:lease:" + Group
	trimming = time.Minute
)

// hold takes the lease, or renews it for the member that has it.
var hold = redis.NewScript(\`
${HOLD_LEASE}\`)

var release = redis.NewScript(\`
${RELEASE_LEASE}\`)

// RunRedis reads the streams "events:<name>" until ctx ends. One replica reads, the others wait for its lease: that keeps
// the order. Member must differ between processes.
// Redis must run with appendfsync always where an accepted message may not be lost.
func (c *Consumer) RunRedis(ctx context.Context, rdb *redis.Client, member string) {
	for ctx.Err() == nil {
		held, err := hold.Run(ctx, rdb, []string{leaseKey}, member, lease.Milliseconds()).Int()
		if err == nil && held == 0 {
			sleep(ctx, lease/5)
			continue
		}
		if err == nil {
			err = c.leased(ctx, rdb, member)
		}
		if err != nil && ctx.Err() == nil {
			c.Log.Warn("redis waits", "error", err)
			sleep(ctx, time.Second)
		}
	}
}

func (c *Consumer) leased(ctx context.Context, rdb *redis.Client, member string) error {
	held, lose := context.WithCancel(ctx)
	defer lose()
	go func() {
		defer lose()
		for held.Err() == nil {
			sleep(held, lease/3)
			if kept, err := hold.Run(held, rdb, []string{leaseKey}, member, lease.Milliseconds()).Int(); err != nil || kept == 0 {
				return
			}
		}
	}()
	defer func() { _ = release.Run(context.WithoutCancel(ctx), rdb, []string{leaseKey}, member).Err() }()
	return c.readRedis(held, rdb, member)
}

func (c *Consumer) readRedis(ctx context.Context, rdb *redis.Client, member string) error {
	for _, name := range Names {
		if err := declareRedis(ctx, rdb, name, Group); err != nil {
			return err
		}
	}
	// First what was delivered and never acknowledged, by whomever: it is older than all that follows.
	if err := c.takeOver(ctx, rdb, member); err != nil {
		return err
	}
	streams := make([]string, 0, 2*len(Names))
	for _, name := range Names {
		streams = append(streams, "events:"+name)
	}
	for range Names {
		streams = append(streams, ">")
	}
	for trimmed := (time.Time{}); ctx.Err() == nil; {
		if time.Since(trimmed) > trimming {
			trimmed = time.Now()
			if err := trimRedis(ctx, rdb); err != nil {
				return err
			}
		}
		found, err := rdb.XReadGroup(ctx, &redis.XReadGroupArgs{
			Group: Group, Consumer: member, Streams: streams, Count: 50, Block: 2 * time.Second,
		}).Result()
		if errors.Is(err, redis.Nil) {
			continue
		}
		if err != nil {
			return err
		}
		for _, stream := range found {
			if err := c.takeRedis(ctx, rdb, stream.Stream, stream.Messages); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

func (c *Consumer) takeOver(ctx context.Context, rdb *redis.Client, member string) error {
	for _, name := range Names {
		for start := "0-0"; ; {
			messages, next, err := rdb.XAutoClaim(ctx, &redis.XAutoClaimArgs{
				Stream: "events:" + name, Group: Group, Consumer: member, Start: start, Count: 50,
			}).Result()
			if err != nil {
				return err
			}
			if err := c.takeRedis(ctx, rdb, "events:"+name, messages); err != nil {
				return err
			}
			if next == "0-0" {
				break
			}
			start = next
		}
	}
	return nil
}

func (c *Consumer) takeRedis(ctx context.Context, rdb *redis.Client, stream string, messages []redis.XMessage) error {
	for _, entry := range messages {
		raw, _ := entry.Values["message"].(string)
		failed := c.Take(ctx, []byte(raw))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			if failed != nil {
				c.Log.Error("event to the dead-letter stream", "stream", stream, "entry", entry.ID, "error", failed)
				pipe.XAdd(ctx, &redis.XAddArgs{
					Stream: stream + ":dead:" + Group,
					Values: map[string]any{"message": raw, "error": failed.Error(), "entry": entry.ID},
				})
			}
			pipe.XAck(ctx, stream, Group, entry.ID)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// trimRedis drops what every group has acknowledged: a stream keeps its entries for ever otherwise.
func trimRedis(ctx context.Context, rdb *redis.Client) error {
	for _, name := range Names {
		stream := "events:" + name
		groups, err := rdb.XInfoGroups(ctx, stream).Result()
		if err != nil {
			return err
		}
		oldest := ""
		for _, group := range groups {
			needed := group.LastDeliveredID
			if group.Pending > 0 {
				pending, err := rdb.XPending(ctx, stream, group.Name).Result()
				if err != nil {
					return err
				}
				if pending.Lower != "" {
					needed = pending.Lower
				}
			}
			if oldest == "" || before(needed, oldest) {
				oldest = needed
			}
		}
		if oldest == "" || oldest == "0-0" {
			continue
		}
		if err := rdb.XTrimMinIDApprox(ctx, stream, oldest, 0).Err(); err != nil {
			return err
		}
	}
	return nil
}

// before compares ids of entries, "<milliseconds>-<number>".
func before(a, b string) bool {
	aTime, aNumber := splitID(a)
	bTime, bNumber := splitID(b)
	return aTime < bTime || (aTime == bTime && aNumber < bNumber)
}

func splitID(id string) (uint64, uint64) {
	left, right, _ := strings.Cut(id, "-")
	first, _ := strconv.ParseUint(left, 10, 64)
	second, _ := strconv.ParseUint(right, 10, 64)
	return first, second
}
`;

export const printRedisPublisher = (go: GoService): string => `package events

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// groups are the consumers of each event: made before the first message, so that none is trimmed unread.
var groups = map[string][]string{
${printEntries(go.produces.map(({ name, to }) => [name, `{${to.map((one) => `"${one}"`).join(", ")}}`]))}}

// RedisPublisher appends to one stream an event.
// Redis must run with appendfsync always where an accepted message may not be lost.
type RedisPublisher struct{ Redis *redis.Client }

// Prepare declares streams and groups.
func (p *RedisPublisher) Prepare(ctx context.Context) error {
	for name, names := range groups {
		for _, group := range names {
			if err := declareRedis(ctx, p.Redis, name, group); err != nil {
				return err
			}
		}
	}
	return nil
}

// Publish returns once Redis has the message.
func (p *RedisPublisher) Publish(ctx context.Context, message Message, raw []byte) error {
	return p.Redis.XAdd(ctx, &redis.XAddArgs{Stream: "events:" + message.Name, Values: map[string]any{"message": raw}}).Err()
}
`;
