/** Turns a service's events into their NATS JetStream side in Go: a loop an event, and a publisher. */

/** Shared by both sides: whoever comes first makes the streams; a team's own settings are left alone. */
export const printNatsStreams = (): string => `package events

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// declareNATS makes the streams where they are missing.
func declareNATS(ctx context.Context, js jetstream.JetStream) error {
	streams := []jetstream.StreamConfig{
		{Name: "EVENTS", Subjects: []string{"events.>"}, Storage: jetstream.FileStorage, Duplicates: 2 * time.Minute},
		{Name: "EVENTS_DEAD", Subjects: []string{"dead.>"}, Storage: jetstream.FileStorage},
	}
	for _, stream := range streams {
		_, err := js.Stream(ctx, stream.Name)
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			_, err = js.CreateStream(ctx, stream)
		}
		if err != nil && !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
			return err
		}
	}
	return nil
}
`;

export const printNatsConsumer = (): string => `package events

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// ackWait is how long a killed replica's message waits for the next one; a living one asks for more time.
const ackWait = 10 * time.Second

// RunNATS reads each event through a durable consumer of its own, one message at a time, until ctx ends.
func (c *Consumer) RunNATS(ctx context.Context, conn *nats.Conn) {
	var names sync.WaitGroup
	for _, name := range Names {
		names.Go(func() {
			for ctx.Err() == nil {
				if err := c.readNATS(ctx, conn, name); err != nil && ctx.Err() == nil {
					c.Log.Warn("nats waits", "event", name, "error", err)
					sleep(ctx, time.Second)
				}
			}
		})
	}
	names.Wait()
}

func (c *Consumer) readNATS(ctx context.Context, conn *nats.Conn, name string) error {
	js, err := jetstream.New(conn)
	if err != nil {
		return err
	}
	if err := declareNATS(ctx, js); err != nil {
		return err
	}
	// Several subjects in one consumer need a server of 2.10; one each works with every server.
	consumer, err := js.CreateOrUpdateConsumer(ctx, "EVENTS", jetstream.ConsumerConfig{
		Durable:       Group + "-" + strings.ReplaceAll(name, ".", "-"),
		FilterSubject: "events." + name,
		AckPolicy:     jetstream.AckExplicitPolicy,
		AckWait:       ackWait,
		MaxAckPending: 1, // one at a time, over all replicas, keeps the order
	})
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		message, err := consumer.Next(jetstream.FetchMaxWait(2 * time.Second))
		if errors.Is(err, nats.ErrTimeout) {
			continue
		}
		if err != nil {
			return err
		}
		if err := c.takeNATS(ctx, js, message); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (c *Consumer) takeNATS(ctx context.Context, js jetstream.JetStream, message jetstream.Msg) error {
	failed := c.takeAlive(ctx, message)
	if ctx.Err() != nil {
		return errors.Join(ctx.Err(), message.Nak())
	}
	if failed != nil {
		c.Log.Error("event to the dead-letter stream", "subject", message.Subject(), "error", failed)
		dead := nats.NewMsg("dead." + Group + "." + message.Subject())
		dead.Data = message.Data()
		dead.Header.Set("Error", failed.Error())
		if _, err := js.PublishMsg(ctx, dead); err != nil {
			return err
		}
	}
	return message.DoubleAck(ctx)
}

// takeAlive tells the server again and again that the message is being worked on.
func (c *Consumer) takeAlive(ctx context.Context, message jetstream.Msg) error {
	working, done := context.WithCancel(ctx)
	defer done()
	go func() {
		for working.Err() == nil {
			sleep(working, ackWait/3)
			if working.Err() == nil {
				_ = message.InProgress()
			}
		}
	}()
	return c.Take(ctx, message.Data())
}
`;

export const printNatsPublisher = (): string => `package events

import (
	"context"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// NATSPublisher publishes to JetStream: the server's answer says that the message is stored, its id drops repeats.
type NATSPublisher struct{ Stream jetstream.JetStream }

// Prepare makes the streams.
func (p *NATSPublisher) Prepare(ctx context.Context) error { return declareNATS(ctx, p.Stream) }

// Publish returns once the stream has the message.
func (p *NATSPublisher) Publish(ctx context.Context, message Message, raw []byte) error {
	event := nats.NewMsg("events." + message.Name)
	event.Data = raw
	_, err := p.Stream.PublishMsg(ctx, event, jetstream.WithMsgID(message.ID))
	return err
}
`;
