/** Turns a service's subscription into a Redis Streams loop in Go. */
export const printRedisSource = (): string => `package events

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// stale is how long another replica may hold a message before this one takes it over.
const stale = 15 * time.Second

// RunRedis reads the streams "events:<name>" as one of the group, until ctx ends.
// Redis must run with appendfsync always where an accepted message may not be lost.
func (c *Consumer) RunRedis(ctx context.Context, rdb *redis.Client, member string) {
	for ctx.Err() == nil {
		if err := c.readRedis(ctx, rdb, member); err != nil && ctx.Err() == nil {
			c.Log.Warn("redis waits", "error", err)
			sleep(ctx, time.Second)
		}
	}
}

func (c *Consumer) readRedis(ctx context.Context, rdb *redis.Client, member string) error {
	if err := declareRedis(ctx, rdb); err != nil {
		return err
	}
	streams := make([]string, 0, 2*len(Names))
	for _, name := range Names {
		streams = append(streams, "events:"+name)
	}
	for range Names {
		streams = append(streams, ">")
	}
	for ctx.Err() == nil {
		if err := c.takeOver(ctx, rdb, member); err != nil {
			return err
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

// declareRedis creates stream and group from the beginning, so that what was published before is read too.
func declareRedis(ctx context.Context, rdb *redis.Client) error {
	for _, name := range Names {
		err := rdb.XGroupCreateMkStream(ctx, "events:"+name, Group, "0").Err()
		if err != nil && !strings.HasPrefix(err.Error(), "BUSYGROUP") {
			return err
		}
	}
	return nil
}

// takeOver takes what a killed replica (or this one, before a restart) left unacknowledged.
func (c *Consumer) takeOver(ctx context.Context, rdb *redis.Client, member string) error {
	for _, name := range Names {
		for start := "0-0"; ; {
			messages, next, err := rdb.XAutoClaim(ctx, &redis.XAutoClaimArgs{
				Stream: "events:" + name, Group: Group, Consumer: member, MinIdle: stale, Start: start, Count: 50,
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
		if err := c.Take(ctx, []byte(raw)); err != nil {
			if ctx.Err() != nil {
				return err
			}
			c.Log.Error("event to the dead-letter stream", "stream", stream, "entry", entry.ID, "error", err)
			dead := &redis.XAddArgs{Stream: stream + ":dead:" + Group, Values: map[string]any{"message": raw, "error": err.Error(), "entry": entry.ID}}
			if err := rdb.XAdd(ctx, dead).Err(); err != nil {
				return err
			}
		}
		if err := rdb.XAck(ctx, stream, Group, entry.ID).Err(); err != nil {
			return err
		}
	}
	return nil
}

func sleep(ctx context.Context, duration time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(duration):
	}
}
`;
