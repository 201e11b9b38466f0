/** Prints the Go code that puts Celery's messages on Redis, in kombu's envelope, and on RabbitMQ. */
export const printCeleryBrokers = (): string => `package jobs

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"sync"

	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/redis/go-redis/v9"
)

func openCeleryRedis(address string) (*Celery, error) {
	options, err := redis.ParseURL(address)
	if err != nil {
		return nil, fmt.Errorf("CELERY_BROKER_URL: %w", err)
	}
	rdb := redis.NewClient(options)
	send := func(ctx context.Context, row Row, message celeryMessage) error {
		envelope, err := json.Marshal(kombuEnvelope(row, message))
		if err != nil {
			return err
		}
		return pushOnce(ctx, rdb, row, "LPUSH", row.Queue, envelope)
	}
	return &Celery{send: send, close: rdb.Close}, nil
}

// kombuEnvelope is what an AMQP broker would keep, for one that keeps text only.
// https://github.com/celery/kombu/blob/v5.5.4/kombu/transport/virtual/base.py
func kombuEnvelope(row Row, message celeryMessage) map[string]any {
	return map[string]any{
		"body":             base64.StdEncoding.EncodeToString(message.Body),
		"content-encoding": "utf-8",
		"content-type":     "application/json",
		"headers":          message.Headers,
		"properties": map[string]any{
			"correlation_id": message.ID, "reply_to": message.ID, "delivery_mode": 2, "priority": 0,
			"body_encoding": "base64", "delivery_tag": message.ID,
			"delivery_info": map[string]any{"exchange": "", "routing_key": row.Queue},
		},
	}
}

// celeryRabbitMQ keeps one connection, and opens another once that broke.
type celeryRabbitMQ struct {
	url     string
	lock    sync.Mutex
	conn    *amqp.Connection
	channel *amqp.Channel
	refused chan amqp.Return
}

func openCeleryRabbitMQ(url string) *Celery {
	broker := &celeryRabbitMQ{url: url}
	return &Celery{send: broker.send, close: broker.close}
}

func (b *celeryRabbitMQ) send(ctx context.Context, row Row, message celeryMessage) error {
	b.lock.Lock()
	defer b.lock.Unlock()
	if err := b.connect(); err != nil {
		return err
	}
	// Mandatory: the workers declare their queue, and before they did so the broker gives the task back.
	confirm, err := b.channel.PublishWithDeferredConfirmWithContext(ctx, "", row.Queue, true, false, amqp.Publishing{
		ContentType: "application/json", ContentEncoding: "utf-8", DeliveryMode: amqp.Persistent,
		CorrelationId: message.ID, Headers: tableOf(message.Headers), Body: message.Body,
	})
	if err != nil {
		return err
	}
	taken, err := confirm.WaitContext(ctx)
	if err != nil {
		return err
	}
	select {
	case back := <-b.refused:
		return fmt.Errorf("queue %s: %s", row.Queue, back.ReplyText)
	default:
	}
	if !taken {
		return fmt.Errorf("queue %s: not confirmed", row.Queue)
	}
	return nil
}

// tableOf says numbers and lists in AMQP's own types.
func tableOf(headers map[string]any) amqp.Table {
	table := amqp.Table{}
	for name, value := range headers {
		if number, ok := value.(int); ok {
			value = int64(number)
		}
		table[name] = value
	}
	return table
}

func (b *celeryRabbitMQ) connect() error {
	if b.conn != nil && !b.conn.IsClosed() && !b.channel.IsClosed() {
		return nil
	}
	_ = b.closeLocked()
	conn, err := amqp.Dial(b.url)
	if err != nil {
		return err
	}
	channel, err := conn.Channel()
	if err == nil {
		err = channel.Confirm(false)
	}
	if err != nil {
		_ = conn.Close()
		return err
	}
	// The broker sends a task back before it confirms it.
	b.conn, b.channel, b.refused = conn, channel, channel.NotifyReturn(make(chan amqp.Return, 1))
	return nil
}

func (b *celeryRabbitMQ) close() error {
	b.lock.Lock()
	defer b.lock.Unlock()
	return b.closeLocked()
}

func (b *celeryRabbitMQ) closeLocked() error {
	if b.conn == nil {
		return nil
	}
	conn := b.conn
	b.conn = nil
	return conn.Close()
}
`;
