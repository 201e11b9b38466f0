/** Micro on machines of one's own: micro.mu for Go services, systemd units for everything else, an env file each. */
import type { Artifact } from "../../../model/artifact.js";
import type { Plan } from "../../../model/plan.js";
import { printSiteConf } from "../../images/site.js";
import { answerWith, type Words } from "../answers.js";
import { bindConfig } from "../bindings.js";
import { answersHttp, type Deployment, type Workload } from "../deployment.js";
import { printEnvExample, printServiceExample, showEvidence } from "../env-example.js";
import { approximated, kept, lost } from "../fidelity.js";
import { definePlatform, file } from "../platform.js";
import { siteBuild } from "../sites.js";
import { origins } from "./origins.js";

const runsAs = (): "external" => "external";

export const micro = definePlatform({
  id: "micro",
  site: "native",
  head: ({ deployment }) => ({
    title: "Micro (go-micro v6) and systemd",
    judge:
      "`systemd-analyze verify` judges the units. The full judge of micro.mu is `micro build`, which was not run on these files: run it before you deploy, since `micro deploy --dry-run` swallows what it names.",
    steps: [
      "Copy each `config/*.env.example` to /opt/micro/config/NAME.env on the machine and fill it in: `micro deploy` ignores env blocks.",
      "Run NATS beside it and keep MICRO_REGISTRY=nats: mdns finds nothing across containers and most networks.",
      "`micro deploy` from a clean tree with all services at once: it rsyncs with --delete, and `--service X` alone removes the others.",
      `Install \`systemd/\` for the monolith's processes: code in /opt/${deployment.slug}, \`systemctl enable --now ${deployment.slug}.target\`.`,
      "Put the gateway in front: nginx with `gateway/nginx/` and this folder's `gateway/upstreams.conf`; `micro api` has no authentication and stays internal.",
    ],
  }),
  emit: ({ deployment, plan }) => [...emitMicro(deployment), ...siteOnMachine(deployment, plan)],
  origins,
  answer: (fact, input) => answerWith(words(input.deployment), fact, input),
});

function emitMicro(deployment: Deployment): readonly Artifact[] {
  const own = deployment.workloads.filter(({ owner }) => owner === "monolith");
  const services = deployment.workloads.filter(({ service }) => service !== null);
  const example = printEnvExample(
    deployment,
    bindConfig(deployment, runsAs),
    `Environment of ${deployment.slug}; the real file is /opt/micro/config/${deployment.slug}.env, mode 600.`,
  );
  return [
    file("deploy/micro/micro.mu", printMu(deployment, services), "Go services of the split"),
    file(
      `deploy/micro/config/${deployment.slug}.env.example`,
      example + literals(own[0]),
      "the monolith's environment",
    ),
    ...services.map((workload) =>
      file(
        `deploy/micro/config/${workload.slug}.env.example`,
        serviceEnv(deployment, workload),
        `environment of ${workload.type}`,
      ),
    ),
    file(
      `deploy/micro/systemd/${deployment.slug}.target`,
      target(deployment, [...own, ...services]),
      "starts and stops every process",
    ),
    ...services.map((workload) => serviceUnit(deployment, workload)),
    ...gateway(deployment),
    ...own.flatMap((workload) => unit(deployment, workload)),
    ...(deployment.release === null
      ? []
      : [
          file(
            `deploy/micro/systemd/${deployment.slug}-release.service`,
            releaseUnit(deployment),
            "the release phase, before every process",
          ),
        ]),
    ...deployment.crons.flatMap(({ slug, when, timezone, command, name }) =>
      timer(deployment, { slug, when, timezone, command, name }),
    ),
  ];
}

function printMu(deployment: Deployment, services: readonly Workload[]): string {
  const blocks = services
    .filter(({ service }) => service!.language === "go")
    .map(
      ({ service, port }) =>
        `service ${service!.name}\n    path ../../services/${service!.name}/micro\n    port ${port}\n`,
    );
  const env =
    "env production\n    MICRO_REGISTRY nats\n    MICRO_REGISTRY_ADDRESS nats://127.0.0.1:4222\n    MICRO_BROKER nats\n    MICRO_BROKER_ADDRESS nats://127.0.0.1:4222\n";
  return [`# Go services of ${deployment.app}; the monolith's processes run under systemd/.\n`, ...blocks, env].join(
    "\n",
  );
}

const literals = (workload: Workload | undefined): string =>
  Object.entries(workload?.literals ?? {})
    .filter(([name]) => name !== "PORT")
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");

function serviceEnv(deployment: Deployment, workload: Workload): string {
  const head = `Environment of ${workload.type}; the real file is /opt/micro/config/${workload.slug}.env, mode 600.`;
  const literal = Object.entries(workload.literals).map(([name, value]) => `${name}=${onMachine(deployment, value)}\n`);
  return `${printServiceExample(deployment, workload, runsAs, head)}MICRO_REGISTRY=nats
MICRO_REGISTRY_ADDRESS=nats://127.0.0.1:4222
MICRO_BROKER=nats
MICRO_BROKER_ADDRESS=nats://127.0.0.1:4222
${literal.join("")}`;
}

/** One machine: neighbours are ports of 127.0.0.1, the first web process on 8081. */
function onMachine({ workloads }: Deployment, value: string): string {
  const found = workloads.find(({ slug, port }) => value.replace("http://", "") === `${slug}:${port}`);
  if (found === undefined) return value;
  const address = `127.0.0.1:${found.owner === "monolith" ? 8081 : found.port}`;
  return value.startsWith("http://") ? `http://${address}` : address;
}

function target(deployment: Deployment, own: readonly Workload[]): string {
  const wants = own
    .filter(({ quantity }) => quantity > 0)
    .flatMap(instances)
    .map((name) => `${deployment.slug}-${name}.service`);
  return `[Unit]\nDescription=${deployment.app}: every process\n${wants.length > 0 ? `Wants=${wants.join(" ")}\n` : ""}\n[Install]\nWantedBy=multi-user.target\n`;
}

/** A template unit runs as often as the formation says; a singleton is no template, and a service has one port. */
const instances = ({ slug, quantity, singleton, service }: Workload): readonly string[] =>
  singleton || service !== null ? [slug] : Array.from({ length: quantity }, (_, index) => `${slug}@${index + 1}`);

/** The HTTP side of a service, which the gateway calls; its RPC side is micro.mu's. */
function serviceUnit(deployment: Deployment, { slug, service, settings, memory, cpu }: Workload): Artifact {
  const start = service!.language === "go" ? `./${service!.name}` : "/usr/bin/env node dist/main.js";
  const prepare = settings?.migrate === null ? "" : `ExecStartPre=/bin/bash -c "exec ${start} migrate"\n`;
  const text = `# Built in its folder: ${service!.language === "go" ? `go build -o ${service!.name} .` : "npm install && npm run build"}
[Unit]
Description=${deployment.app}: service ${service!.name}
PartOf=${deployment.slug}.target

[Service]
WorkingDirectory=/opt/${deployment.slug}/services/${service!.name}
EnvironmentFile=/opt/micro/config/${slug}.env
${prepare}ExecStart=/bin/bash -c "exec ${start}"
User=www-data
Restart=always
RestartSec=2
TimeoutStopSec=30
MemoryMax=${memory}M
CPUQuota=${Math.round((cpu * 4) / 10)}%
PrivateTmp=true
NoNewPrivileges=true

[Install]
WantedBy=${deployment.slug}.target
`;
  return file(`deploy/micro/systemd/${deployment.slug}-${slug}.service`, text, `service ${service!.name}`);
}

/** Beside gateway/nginx/gateway.conf, in place of its upstreams.conf. */
function gateway(deployment: Deployment): readonly Artifact[] {
  if (!deployment.workloads.some(({ owner }) => owner === "gateway")) return [];
  const behind = deployment.workloads.filter(answersHttp);
  const blocks = behind.map(({ owner, type, port, quantity }) => {
    const ports = owner === "monolith" ? Array.from({ length: Math.max(1, quantity) }, (_, i) => 8081 + i) : [port];
    const servers = ports.map((one) => `    server 127.0.0.1:${one} max_fails=3 fail_timeout=10s;\n`).join("");
    return `upstream ${owner === "monolith" ? "monolith" : type} {\n${servers}    keepalive 16;\n}\n`;
  });
  return [file("deploy/micro/gateway/upstreams.conf", blocks.join(""), "where each part listens on the machine")];
}

/** Files that nginx hands out on the machine, the app behind them: the gateway, or the first web process. */
function siteOnMachine(deployment: Deployment, { site }: Plan): readonly Artifact[] {
  const open = deployment.workloads.find((workload) => workload.public);
  if (site === undefined || open === undefined) return [];
  const first = onMachine(deployment, `${open.slug}:${open.port}`);
  const count = open.owner === "monolith" ? open.quantity : 1;
  const behind = [first, ...Array.from({ length: Math.max(0, count - 1) }, (_, i) => `127.0.0.1:${8082 + i}`)];
  const build = siteBuild(site);
  const head = `# Included in http {} of the machine's nginx. ${build === null ? "Nothing is built." : `Built in /opt/${deployment.slug}: ${build}`}\n`;
  const conf = printSiteConf({
    behind,
    root: `/opt/${deployment.slug}/${site.output}`,
    listen: "80",
    pages: site.pages,
  });
  return [file("deploy/micro/site/site.conf", head + conf, `serves ${site.path}`)];
}

function unit(deployment: Deployment, workload: Workload): readonly Artifact[] {
  const { slug, port, singleton, memory, cpu, command, evidence } = workload;
  const release =
    deployment.release === null
      ? ""
      : `Requires=${deployment.slug}-release.service\nAfter=${deployment.slug}-release.service\n`;
  // One instance a port: the first takes 8081, the proxy in front knows them all.
  const start =
    port === null
      ? quote(command!)
      : quote(
          singleton ? `PORT=${port}; export PORT; ${command}` : `export PORT=$((8080 + %i)); ${command}`,
          !singleton,
        );
  const text = `# ${showEvidence(evidence)}
[Unit]
Description=${deployment.app}: ${slug}
PartOf=${deployment.slug}.target
${release}
[Service]
WorkingDirectory=/opt/${deployment.slug}
EnvironmentFile=/opt/micro/config/${deployment.slug}.env
ExecStart=/bin/bash -c ${start}
User=www-data
Restart=always
RestartSec=2
KillMode=control-group
KillSignal=SIGTERM
TimeoutStopSec=30
MemoryMax=${memory}M
CPUQuota=${Math.round((cpu * 4) / 10)}%
PrivateTmp=true
NoNewPrivileges=true

[Install]
WantedBy=${deployment.slug}.target
`;
  return [
    file(
      `deploy/micro/systemd/${deployment.slug}-${slug}${singleton ? "" : "@"}.service`,
      text,
      `process ${workload.type}`,
    ),
  ];
}

/** systemd reads quotes, backslashes, $ and % itself. */
const quote = (text: string, keepInstance = false): string => {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("$", "$$$$").replaceAll("%", "%%");
  return `"${keepInstance ? escaped.replace("%%i", "%i") : escaped}"`;
};

const releaseUnit = (deployment: Deployment): string => `# ${showEvidence(deployment.release!.evidence)}
[Unit]
Description=${deployment.app}: release phase

[Service]
Type=oneshot
RemainAfterExit=yes
WorkingDirectory=/opt/${deployment.slug}
EnvironmentFile=/opt/micro/config/${deployment.slug}.env
ExecStart=/bin/bash -c ${quote(deployment.release!.command)}
User=www-data
TimeoutStartSec=3600
`;

interface Timer {
  readonly slug: string;
  readonly when: string;
  readonly timezone: string | null;
  readonly command: string;
  readonly name: string;
}

function timer(deployment: Deployment, { slug, when, timezone, command, name }: Timer): readonly Artifact[] {
  const service = `[Unit]\nDescription=${deployment.app}: ${name}\n\n[Service]\nType=oneshot\nWorkingDirectory=/opt/${deployment.slug}\nEnvironmentFile=/opt/micro/config/${deployment.slug}.env\nExecStart=/bin/bash -c ${quote(command)}\nUser=www-data\n`;
  const text = `[Unit]\nDescription=${deployment.app}: ${name}\n\n[Timer]\nOnCalendar=${toCalendar(when)} ${timezone ?? "UTC"}\n\n[Install]\nWantedBy=timers.target\n`;
  const base = `deploy/micro/systemd/${deployment.slug}-${slug}`;
  return [file(`${base}.service`, service, `schedule ${name}`), file(`${base}.timer`, text, `schedule ${name}`)];
}

/** Five cron fields as systemd.time writes them: weekday year-month-day hour:minute. */
export function toCalendar(when: string): string {
  const [minute = "*", hour = "*", day = "*", month = "*", weekday = "*"] = when.split(" ");
  const steps = (field: string): string => field.replace(/^\*\/(\d+)$/, "0/$1");
  const days =
    weekday === "*"
      ? ""
      : `${weekday.replace(/\d/g, (digit) => ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][Number(digit)] ?? digit).replaceAll("-", "..")} `;
  const dated = (field: string): string => field.replace(/^\*\/(\d+)$/, "1/$1").replaceAll("-", "..");
  return `${days}*-${dated(month)}-${dated(day)} ${steps(hour).replaceAll("-", "..")}:${steps(minute).replaceAll("-", "..")}:00`;
}

const words = (deployment: Deployment): Words => ({
  runsAs,
  workload: ({ slug, owner, service, singleton }) =>
    owner === "monolith"
      ? `unit ${deployment.slug}-${slug}${singleton ? "" : "@"}.service`
      : service === null
        ? "nginx on the machine"
        : `unit ${deployment.slug}-${slug}.service${service.language === "go" ? `; its RPC side is service ${service.name} of micro.mu` : ""}`,
  quantity: ({ quantity }) =>
    quantity === 0
      ? kept("the unit is there and the target does not want it: zero")
      : kept(`the target wants ${quantity} of it`),
  size: ({ size, memory, cpu }) =>
    approximated(
      `${size ?? "no size stated, standard-1x assumed"}: MemoryMax ${memory}M, CPUQuota ${Math.round((cpu * 4) / 10)}%`,
    ),
  singleton: () => kept("a unit without instances: systemd runs it once"),
  autoscaling: ({ quantity }) =>
    lost(`the target wants ${quantity} of it, always: a machine does not scale by itself; size for the peak`),
  drains: {
    logs: approximated(
      "rsyslog or systemd-journal-upload on the machine, one action a receiver; `heroku drains` lists the addresses",
    ),
    telemetry: approximated("an OpenTelemetry collector on the machine, told in OTEL_EXPORTER_OTLP_ENDPOINT"),
  },
  release: approximated("a oneshot unit that every process requires: restart it with each deploy"),
  managed: () => null,
  selfRun: (need) =>
    approximated(
      `${need} from the distribution's package on the machine; its address goes into the env file, backups are the team's`,
    ),
  store: "env files in /opt/micro/config, mode 600",
  images: { own: "shared", stages: "built", releases: false },
  cron: ({ timezone }) => kept(`a systemd timer, time zone ${timezone ?? "UTC"}`),
  task: kept("`systemd-run --pipe --property=EnvironmentFile=... COMMAND`"),
  domain: (domain) => approximated(`${domain} points at the machine; Caddy in front gets its certificate`),
  environment: (name) => approximated(`${name}: another machine and another env file`),
  frontend: approximated("served by the web process, or by the proxy in front"),
  site: approximated(
    "`site/site.conf`: the machine's nginx hands the files out and passes everything else on to the app",
  ),
  features: {
    "router timeout of 30 s": approximated("proxy_read_timeout of the gateway in front"),
    "SIGTERM, then SIGKILL after 30 s": deployment.config.some(({ name }) => name === "REMAP_SIGTERM")
      ? approximated(
          "KillMode=control-group signals every process, TimeoutStopSec=30; systemd does not read REMAP_SIGTERM: write its signal into KillSignal= of the units",
        )
      : kept("KillMode=control-group signals every process, TimeoutStopSec=30"),
    websockets: kept("the gateway passes upgrades on"),
    "one-off commands": kept("systemd-run"),
    "TLS certificates": approximated("Caddy in front gets and renews them"),
    "log stream and drains": approximated("journalctl; a journal shipper is the drain"),
    metrics: approximated("node exporter; micro has its own for Go services"),
    "review apps": lost("a machine does not make them: use the compose target for reviews"),
    "rolling restarts": approximated("restart instances one after the other"),
    "ephemeral disk": approximated("the disk lasts: old uploads stay, and fill it"),
    "network isolation": approximated("bind to 127.0.0.1 and open only the gateway's port in the firewall"),
    autoscaling: lost("a machine does not scale by itself"),
  },
});
