/** What Compose answers to each kind of fact. */
import type { Words } from "../answers.js";
import type { Deployment } from "../deployment.js";
import { approximated, kept, lost } from "../fidelity.js";
import { answerSignals } from "../run-words.js";
import { SITE_IN_FRONT } from "../sites.js";
import { runsAs } from "./services.js";

export const composeWords = (deployment: Deployment): Words => ({
  runsAs,
  workload: ({ slug }) => `service ${slug} of compose.yaml`,
  quantity: ({ slug, quantity, public: open }) =>
    open && quantity > 1
      ? approximated(
          `scale: 1 instead of ${quantity}: one process holds the host's port; put a proxy in front to run more`,
        )
      : kept(`scale: ${quantity} of service ${slug}`),
  size: ({ size, memory, cpu }) =>
    approximated(
      `${size ?? "no size stated, standard-1x assumed"}: mem_limit ${memory}m, ${(cpu * 4) / 1000} CPUs at most`,
    ),
  singleton: () => kept("scale: 1; Compose stops a container before it starts its successor"),
  autoscaling: ({ slug, quantity }) =>
    lost(`scale stays at ${quantity}: Compose does not scale by itself; \`docker compose up --scale ${slug}=N\` does`),
  drains: {
    logs: approximated(
      "`logging: {driver: syslog, options: {syslog-address: ...}}` per service, or an agent that reads the Docker socket; `heroku drains` lists the addresses",
    ),
    telemetry: approximated("an OpenTelemetry collector beside the app, told in OTEL_EXPORTER_OTLP_ENDPOINT"),
  },
  release: kept("service release; every process waits until it has ended well"),
  managed: (need) =>
    approximated(`a container of ${need} with a volume: Compose has no managed stores; production may still buy one`),
  selfRun: (need, slug) => approximated(`service ${slug}: one ${need} container with a volume; backups are the team's`),
  store: "config.env, which stays out of git",
  images: { own: "apart", stages: "stated", releases: true },
  cron: ({ timezone }) =>
    approximated(
      `a line of crontab for the host's cron, time zone ${timezone ?? "Etc/UTC"}: Compose has no scheduler; CRON_TZ is read by cronie, Debian's cron keeps the host's zone`,
    ),
  task: kept("`docker compose run --rm NAME COMMAND`"),
  domain: (domain) => approximated(`${domain} must point at a proxy on this host that ends TLS`),
  environment: (name) => approximated(`${name}: another project name (\`docker compose -p\`) and another config.env`),
  frontend: approximated("built into the image and served by the web process, as on Heroku"),
  site: SITE_IN_FRONT,
  features: {
    "router timeout of 30 s": lost(
      "nothing cuts a request at 30 s: set it in the proxy in front, or in the web server",
    ),
    "SIGTERM, then SIGKILL after 30 s": answerSignals(deployment, "stop_grace_period: 30s"),
    websockets: kept("nothing stands between client and process"),
    "one-off commands": kept("docker compose run --rm"),
    "TLS certificates": lost("a proxy on the host (Caddy, nginx) must get and renew them"),
    "log stream and drains": approximated("docker compose logs; a logging driver is the drain"),
    metrics: approximated("docker stats"),
    "review apps": kept("`review.sh NUMBER PORT`: a project of its own, with its stores; called by CI, or by hand"),
    "rolling restarts": lost("a container is replaced with a short gap; Heroku's preboot has no counterpart"),
    "ephemeral disk": kept("the container's own file system, gone with it"),
    "network isolation": kept(
      `only ${deployment.workloads.find((workload) => workload.public)?.slug ?? "nothing"} publishes a port, on 127.0.0.1; the rest shares a private network`,
    ),
    autoscaling: lost("Compose does not scale by itself"),
  },
});
