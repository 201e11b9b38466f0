/** Turns a service's subscription into a RabbitMQ loop in Go: quorum queue, manual acks, dead letters. */
export const printRabbitmqSource = (): string => `package events

import (
	"context"
	"errors"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

// RunRabbitMQ reads the quorum queue "events.<group>", one message at a time, until ctx ends.
func (c *Consumer) RunRabbitMQ(ctx context.Context, url string) {
	for ctx.Err() == nil {
		if err := c.readRabbitMQ(ctx, url); err != nil && ctx.Err() == nil {
			c.Log.Warn("rabbitmq waits", "error", err)
			sleep(ctx, time.Second)
		}
	}
}

func (c *Consumer) readRabbitMQ(ctx context.Context, url string) error {
	conn, err := amqp.Dial(url)
	if err != nil {
		return err
	}
	defer conn.Close()
	channel, err := conn.Channel()
	if err != nil {
		return err
	}
	if err := DeclareRabbitMQ(channel); err != nil {
		return err
	}
	if err := channel.Qos(1, 0, false); err != nil {
		return err
	}
	deliveries, err := channel.ConsumeWithContext(ctx, "events."+Group, "", false, false, false, false, nil)
	if err != nil {
		return err
	}
	for delivery := range deliveries {
		if err := c.Take(ctx, delivery.Body); err != nil {
			if ctx.Err() != nil {
				return err
			}
			c.Log.Error("event to the dead-letter queue", "key", delivery.RoutingKey, "error", err)
			// Not requeued: the queue's dead-letter exchange takes it.
			if err := delivery.Nack(false, false); err != nil {
				return err
			}
			continue
		}
		if err := delivery.Ack(false); err != nil {
			return err
		}
	}
	return errors.New("channel closed")
}

// DeclareRabbitMQ declares and binds everything; it must have run before anything publishes,
// since the broker confirms a message that no queue takes.
func DeclareRabbitMQ(channel *amqp.Channel) error {
	dead := "events." + Group + ".dead"
	quorum := amqp.Table{"x-queue-type": "quorum"}
	if err := channel.ExchangeDeclare("events", "topic", true, false, false, false, nil); err != nil {
		return err
	}
	if _, err := channel.QueueDeclare(dead, true, false, false, false, quorum); err != nil {
		return err
	}
	work := amqp.Table{
		"x-queue-type":              "quorum",
		"x-dead-letter-exchange":    "",
		"x-dead-letter-routing-key": dead,
		"x-dead-letter-strategy":    "at-least-once",
		"x-overflow":                "reject-publish",
	}
	if _, err := channel.QueueDeclare("events."+Group, true, false, false, false, work); err != nil {
		return err
	}
	for _, name := range Names {
		if err := channel.QueueBind("events."+Group, name, "events", false, nil); err != nil {
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
