/** Turns a planned service into the Go code that opens its database and makes its own tables. */
import { eventsTable, type GoService, inboxTable, outboxTable } from "./needs.js";

export function printStore(go: GoService): string {
  const mysql = go.needs.mysql;
  const key = mysql ? "BIGINT AUTO_INCREMENT PRIMARY KEY" : "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
  const stamp = mysql ? "DATETIME(6)" : "TIMESTAMPTZ";
  const open = mysql
    ? `	dsn, err := dsnOf(raw)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("mysql", dsn)`
    : `	db, err := sql.Open("pgx", raw)`;
  return `// Package store opens the database and keeps this service's own tables.
package store

import (
	"context"
	"database/sql"
	"fmt"
${mysql ? '\t"net/url"\n\t"strings"\n' : ""}	"time"

	${mysql ? '_ "github.com/go-sql-driver/mysql" // driver' : '_ "github.com/jackc/pgx/v5/stdlib" // driver'}
)

// Open connects to DATABASE_URL as Heroku writes it; the first query connects.
func Open(raw string) (*sql.DB, error) {
${open}
	if err != nil {
		return nil, err
	}
	// Few, because the monolith shares the same limit.
	db.SetMaxOpenConns(10)
	// As many may rest: the default of two would close and open connections under load.
	db.SetMaxIdleConns(10)
	db.SetConnMaxIdleTime(time.Minute)
	return db, nil
}
${
  mysql
    ? `
// dsnOf turns mysql://user:password@host:port/name into the driver's own form.
func dsnOf(raw string) (string, error) {
	parsed, err := url.Parse(raw)
	if err != nil || !strings.HasPrefix(parsed.Scheme, "mysql") {
		return "", fmt.Errorf("DATABASE_URL is not a mysql:// address")
	}
	password, _ := parsed.User.Password()
	host := parsed.Host
	if parsed.Port() == "" {
		host += ":3306"
	}
	return fmt.Sprintf("%s:%s@tcp(%s)%s?parseTime=true&loc=UTC", parsed.User.Username(), password, host, parsed.Path), nil
}
`
    : ""
}
var schema = []string{
	"CREATE TABLE IF NOT EXISTS ${outboxTable(go)} (id ${key}, job_id VARCHAR(24) NOT NULL, job_class VARCHAR(255) NOT NULL," +
		" queue VARCHAR(255) NOT NULL, wire VARCHAR(32) NOT NULL, args ${mysql ? "LONGTEXT" : "TEXT"} NOT NULL, created_at ${stamp} NOT NULL)",
	"CREATE TABLE IF NOT EXISTS ${eventsTable(go)} (id ${key}, message_id VARCHAR(64) NOT NULL, name VARCHAR(255) NOT NULL," +
		" message_key VARCHAR(255) NOT NULL, data ${mysql ? "LONGTEXT" : "TEXT"} NOT NULL, created_at ${stamp} NOT NULL)",
	"CREATE TABLE IF NOT EXISTS ${inboxTable(go)} (message_id VARCHAR(64) PRIMARY KEY, received_at ${stamp} NOT NULL)",
}

// Migrate creates the tables; run it once a release: ${go.service.name} migrate.
func Migrate(ctx context.Context, db *sql.DB) error {
	for _, statement := range schema {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("create the service's tables: %w", err)
		}
	}
	return nil
}
`;
}
