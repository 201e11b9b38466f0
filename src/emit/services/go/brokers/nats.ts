/** Turns a service's subscription into a NATS JetStream loop in Go. */
export const printNatsSource = (): string => `package events

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// ackWait must be longer than a message's retries: else it is delivered again meanwhile.
const ackWait = 60 * time.Second

// RunNATS reads the stream EVENTS through a durable consumer, one message at a time, until ctx ends.
func (c *Consumer) RunNATS(ctx context.Context, conn *nats.Conn) {
	for ctx.Err() == nil {
		if err := c.readNATS(ctx, conn); err != nil && ctx.Err() == nil {
			c.Log.Warn("nats waits", "error", err)
			sleep(ctx, time.Second)
		}
	}
}

func (c *Consumer) readNATS(ctx context.Context, conn *nats.Conn) error {
	js, err := jetstream.New(conn)
	if err != nil {
		return err
	}
	if err := declareNATS(ctx, js); err != nil {
		return err
	}
	subjects := make([]string, 0, len(Names))
	for _, name := range Names {
		subjects = append(subjects, "events."+name)
	}
	consumer, err := js.CreateOrUpdateConsumer(ctx, "EVENTS", jetstream.ConsumerConfig{
		Durable:        Group,
		FilterSubjects: subjects,
		AckPolicy:      jetstream.AckExplicitPolicy,
		AckWait:        ackWait,
		MaxAckPending:  1, // one at a time keeps the order
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

func declareNATS(ctx context.Context, js jetstream.JetStream) error {
	streams := []jetstream.StreamConfig{
		{Name: "EVENTS", Subjects: []string{"events.>"}, Storage: jetstream.FileStorage, Duplicates: 2 * time.Minute},
		{Name: "EVENTS_DEAD", Subjects: []string{"dead.>"}, Storage: jetstream.FileStorage},
	}
	for _, stream := range streams {
		if _, err := js.CreateOrUpdateStream(ctx, stream); err != nil {
			return err
		}
	}
	return nil
}

func (c *Consumer) takeNATS(ctx context.Context, js jetstream.JetStream, message jetstream.Msg) error {
	if err := c.Take(ctx, message.Data()); err != nil {
		if ctx.Err() != nil {
			return errors.Join(err, message.Nak())
		}
		c.Log.Error("event to the dead-letter stream", "subject", message.Subject(), "error", err)
		dead := nats.NewMsg("dead." + Group + "." + message.Subject())
		dead.Data = message.Data()
		dead.Header.Set("Error", err.Error())
		if _, err := js.PublishMsg(ctx, dead); err != nil {
			return err
		}
	}
	return message.DoubleAck(ctx)
}

func sleep(ctx context.Context, duration time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(duration):
	}
}
`;
