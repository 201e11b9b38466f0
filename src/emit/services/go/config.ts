/** Turns a planned service into the configuration that its Go service reads from the environment. */
import { type GoService, pushesResque, usesEndpoint } from "./needs.js";

export function printConfig(go: GoService): string {
  const auths = new Set(go.service.routes.map(({ auth }) => auth));
  const required = [
    ["DatabaseURL", "DATABASE_URL"],
    ...(go.needs.redis ? [["RedisURL", "REDIS_URL"]] : []),
    ...(go.needs.nats ? [["NATSURL", "NATS_URL"]] : []),
    ...(go.needs.rabbitmq ? [["AMQPURL", "AMQP_URL"]] : []),
    ...(go.needs.celery ? [["CeleryURL", "CELERY_BROKER_URL"]] : []),
    ...(auths.has("ask-monolith") ? [["IdentitySecret", "VALUELINE_IDENTITY_SECRET"]] : []),
    ...(auths.has("jwt") ? [["JWTSecret", "JWT_SECRET"]] : []),
    ...(auths.has("token") ? [["ServiceToken", "SERVICE_TOKEN"]] : []),
    ...(usesEndpoint(go)
      ? [
          ["MonolithURL", "MONOLITH_URL"],
          ["EnqueueToken", "VALUELINE_ENQUEUE_TOKEN"],
        ]
      : []),
  ] as const;
  const all = [
    "DatabaseURL",
    "RedisURL",
    "NATSURL",
    "AMQPURL",
    "IdentitySecret",
    "JWTSecret",
    "ServiceToken",
    "MonolithURL",
    "EnqueueToken",
    "CeleryURL",
    "ResqueNS",
  ];
  return `// Package config reads the environment once, and refuses to start without what is required.
package config

import (
	"fmt"
	"strconv"
	"strings"
)

// Settings is everything that differs between environments.
type Settings struct {
	Port           int
${all.map((name) => `\t${name.padEnd(14)} string\n`).join("")}	APIKeys        []string
}

// Read takes the settings through lookup (os.LookupEnv); all that is missing is named at once.
func Read(lookup func(string) (string, bool)) (Settings, error) {
	settings := Settings{Port: ${go.service.port}}
	var missing []string
	require := func(name string) string {
		value, ok := lookup(name)
		if !ok || value == "" {
			missing = append(missing, name)
		}
		return value
	}
${required.map(([field, name]) => `\tsettings.${field} = require("${name}")\n`).join("")}	if value, ok := lookup("PORT"); ok {
		port, err := strconv.Atoi(value)
		if err != nil {
			return settings, fmt.Errorf("PORT is not a number: %q", value)
		}
		settings.Port = port
	}
${pushesResque(go) ? '	settings.ResqueNS = "resque"\n	if value, ok := lookup("RESQUE_NAMESPACE"); ok && value != "" {\n		settings.ResqueNS = value\n	}\n' : ""}	if value, ok := lookup("API_KEYS"); ok {
		settings.APIKeys = strings.Split(value, ",")
	}
	if len(missing) > 0 {
		return settings, fmt.Errorf("missing in the environment: %s", strings.Join(missing, ", "))
	}
	return settings, nil
}
`;
}

export const printConfigTest = (): string => `package config

import (
	"strings"
	"testing"
)

func TestReadNamesAllThatIsMissing(t *testing.T) {
	_, err := Read(func(string) (string, bool) { return "", false })
	if err == nil || !strings.Contains(err.Error(), "DATABASE_URL") {
		t.Fatalf("want DATABASE_URL named, got %v", err)
	}
}

func TestReadTakesThePort(t *testing.T) {
	settings, err := Read(func(name string) (string, bool) {
		if name == "PORT" {
			return "8123", true
		}
		return "x", true
	})
	if err != nil || settings.Port != 8123 {
		t.Fatalf("got %v, %v", settings.Port, err)
	}
}
`;
