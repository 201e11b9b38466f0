/** Turns a service's events into their RabbitMQ side in Go: quorum queues, manual acks, confirms, dead letters. */
import { type GoService, printEntries } from "../needs.js";

/** Shared by both sides, and the same in every language: a queue declared twice with other arguments is refused. */
export const printRabbitmqQueues = (): string => `package events

import amqp "github.com/rabbitmq/amqp091-go"

// declareRabbitMQ declares and binds a consumer's queues; it must have run before anything publishes,
// since the broker confirms a message that no queue takes.
func declareRabbitMQ(channel *amqp.Channel, group string, names []string) error {
	dead := "events." + group + ".dead"
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
		// One replica reads, the others stand by: that keeps the order.
		"x-single-active-consumer": true,
	}
	if _, err := channel.QueueDeclare("events."+group, true, false, false, false, work); err != nil {
		return err
	}
	for _, name := range names {
		if err := channel.QueueBind("events."+group, name, "events", false, nil); err != nil {
			return err
		}
	}
	return nil
}
`;

export const printRabbitmqConsumer = (): string => `package events

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
	if err := declareRabbitMQ(channel, Group, Names); err != nil {
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
		failed := c.Take(ctx, delivery.Body)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if failed == nil {
			err = delivery.Ack(false)
		} else {
			c.Log.Error("event to the dead-letter queue", "key", delivery.RoutingKey, "error", failed)
			// Not requeued: the queue's dead-letter exchange takes it.
			err = delivery.Nack(false, false)
		}
		if err != nil {
			return err
		}
	}
	return errors.New("channel closed")
}
`;

export function printRabbitmqPublisher(go: GoService): string {
  const bound = new Map<string, string[]>();
  for (const { name, to } of go.produces) for (const one of to) bound.set(one, [...(bound.get(one) ?? []), name]);
  return `package events

import (
	"context"
	"errors"
	"fmt"

	amqp "github.com/rabbitmq/amqp091-go"
)

// bound is who takes which event: declared before the first message.
var bound = map[string][]string{
${printEntries([...bound].map(([group, names]) => [group, `{${names.map((name) => `"${name}"`).join(", ")}}`]))}}

// RabbitMQPublisher publishes with confirms; a message that no queue took counts as failed.
type RabbitMQPublisher struct {
	URL      string
	conn     *amqp.Connection
	channel  *amqp.Channel
	returned chan amqp.Return
}

// Prepare connects where that is needed, and declares all queues.
func (p *RabbitMQPublisher) Prepare(context.Context) error {
	if p.channel != nil && !p.channel.IsClosed() {
		return nil
	}
	p.Close()
	conn, err := amqp.Dial(p.URL)
	if err != nil {
		return err
	}
	p.conn = conn
	if p.channel, err = conn.Channel(); err != nil {
		return err
	}
	for group, names := range bound {
		if err := declareRabbitMQ(p.channel, group, names); err != nil {
			return err
		}
	}
	p.returned = p.channel.NotifyReturn(make(chan amqp.Return, 1))
	return p.channel.Confirm(false)
}

// Publish returns once a majority of the queue's replicas has the message on disk.
func (p *RabbitMQPublisher) Publish(ctx context.Context, message Message, raw []byte) error {
	confirm, err := p.channel.PublishWithDeferredConfirmWithContext(ctx, "events", message.Name, true, false, amqp.Publishing{
		Headers: amqp.Table{"Content-Type": "application/json"}, ContentType: "application/json",
		DeliveryMode: amqp.Persistent, MessageId: message.ID, Body: raw,
	})
	if err != nil {
		return errors.Join(err, p.Close())
	}
	taken, err := confirm.WaitContext(ctx)
	if err != nil || !taken {
		return errors.Join(errors.New("not confirmed"), err, p.Close())
	}
	// The broker sends a message back before it confirms it.
	select {
	case back, open := <-p.returned:
		if open {
			return errors.Join(fmt.Errorf("no queue takes %s: %s", message.Name, back.ReplyText), p.Close())
		}
	default:
	}
	return nil
}

// Close lets Prepare begin anew.
func (p *RabbitMQPublisher) Close() error {
	p.channel = nil
	if p.conn == nil || p.conn.IsClosed() {
		return nil
	}
	return p.conn.Close()
}
`;
}
