/**
 * Makes base images for a machine that reaches no image registry, under the official names, from its own Debian packages.
 * What a stand-in lacks: apt's package index (apt-get is a stub that succeeds), compilers, locales, and the official
 * entrypoints; PostgreSQL and Redis are Debian's versions, not the tag's. It has what the app's code runs on: the real
 * interpreter, the real server, glibc, bash and CA certificates.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

const BASE = [
  "bash",
  "coreutils",
  "ca-certificates",
  "dash",
  "findutils",
  "grep",
  "sed",
  "gawk",
  "procps",
  "tar",
  "gzip",
  "passwd",
  "util-linux",
  "login",
  "libc-bin",
  "base-files",
  "netbase",
  "perl-base",
  "libnss3",
  "debianutils",
  "hostname",
];

export interface StandIn {
  readonly tag: string;
  readonly packages: readonly string[];
  /** Files and folders that no package owns. */
  readonly paths: readonly string[];
  /** Path in the image -> text; scripts are executable. */
  readonly overlay: Readonly<Record<string, string>>;
  readonly instructions: readonly string[];
}

export function makeStandIn(host: string, standIn: StandIn): void {
  const folder = mkdtempSync(join(tmpdir(), "stand-in-"));
  try {
    const root = join(folder, "root.tar");
    writeFileSync(join(folder, "list"), listFiles([...BASE, ...standIn.packages], standIn.paths).join("\n"));
    execFileSync("tar", ["--no-recursion", "-C", "/", "-T", join(folder, "list"), "-cf", root], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    docker(host, ["import", root, "stand-in-base:latest"]);
    const overlay = Object.entries({ ...standIn.overlay, "/usr/bin/apt-get": "#!/bin/bash\nexit 0\n" });
    const copies = overlay.map(([path, text], index) => {
      writeFileSync(join(folder, `overlay-${index}`), text, { mode: 0o755 });
      return `COPY overlay-${index} ${path}`;
    });
    rmSync(root);
    const lines = [
      "FROM stand-in-base:latest",
      "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      ...copies,
      "RUN mkdir -p /tmp /var/tmp /run /root && chmod 1777 /tmp /var/tmp",
      ...standIn.instructions,
    ];
    writeFileSync(join(folder, "Dockerfile"), lines.join("\n"));
    docker(host, ["build", "-q", "-t", standIn.tag, folder]);
    docker(host, ["rmi", "stand-in-base:latest"]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const docker = (host: string, args: readonly string[]): string =>
  execFileSync("docker", [...args], {
    encoding: "utf8",
    env: { ...process.env, DOCKER_HOST: host, DOCKER_BUILDKIT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 << 20,
  });

function listFiles(packages: readonly string[], paths: readonly string[]): readonly string[] {
  const owned = execFileSync("dpkg", ["-L", ...closure(packages)], { encoding: "utf8", maxBuffer: 256 << 20 }).split(
    "\n",
  );
  const generated = [
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/etc/passwd",
    "/etc/group",
    "/etc/shadow",
    "/etc/nsswitch.conf",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
  ];
  const folders = ["/etc/ssl", "/etc/alternatives", "/etc/ld.so.conf.d", "/usr/local/share/ca-certificates", ...paths];
  const found = execFileSync(
    "find",
    folders.filter((path) => existsSync(path)),
    { encoding: "utf8", maxBuffer: 256 << 20 },
  ).split("\n");
  const wanted = [...owned, ...generated, ...found].filter(
    (path) => path.startsWith("/") && path !== "/." && !/^\/usr\/share\/(?:doc|man|locale|info)\//.test(path),
  );
  return [...new Set(wanted.filter((path) => existsSync(path)).map(normalise))].sort();
}

/** dpkg says /bin/bash where /bin is a link: a tar with both would clash. */
function normalise(path: string): string {
  if (["/bin", "/sbin", "/lib", "/lib64"].includes(path)) return path.slice(1);
  return join(realpathSync(dirname(path)), basename(path)).slice(1);
}

/** The packages with all that they depend on, as far as installed. */
function closure(packages: readonly string[]): readonly string[] {
  const format = "$" + "{Package}\\t$" + "{Pre-Depends}, $" + "{Depends}\\t$" + "{Provides}\\n";
  const rows = execFileSync("dpkg-query", ["-W", `-f=${format}`], { encoding: "utf8", maxBuffer: 64 << 20 })
    .split("\n")
    .map((line) => line.split("\t"));
  const depends = new Map(rows.map(([name = "", text = ""]) => [name, names(text)]));
  const providers = new Map(
    rows.flatMap(([name = "", , text = ""]) => names(text).map((provided): [string, string] => [provided, name])),
  );
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const real = depends.has(name) ? name : providers.get(name);
    if (real === undefined || seen.has(real)) return;
    seen.add(real);
    for (const next of depends.get(real)!) visit(next);
  };
  for (const name of packages) visit(name);
  return [...seen].sort();
}

const names = (text: string): readonly string[] =>
  text
    .split(/[,|]/)
    .map((part) => part.trim().split(/[\s:(]/, 1)[0]!)
    .filter((name) => name !== "");

const POSTGRES_START = `#!/bin/bash
# Stands in for the official entrypoint: the same variables, the same data folder.
set -e
export PATH=$PATH:$(echo /usr/lib/postgresql/*/bin)
mkdir -p "$PGDATA" /var/run/postgresql
chown -R postgres "$PGDATA" /var/run/postgresql
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  printf %s "$POSTGRES_PASSWORD" >/tmp/password && chown postgres /tmp/password
  setpriv --reuid postgres --clear-groups initdb -D "$PGDATA" --username="$POSTGRES_USER" --pwfile=/tmp/password --auth=scram-sha-256 --no-locale -E UTF8
  rm /tmp/password
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  echo "CREATE DATABASE $POSTGRES_DB" | setpriv --reuid postgres --clear-groups postgres --single -D "$PGDATA" postgres
fi
exec setpriv --reuid postgres --clear-groups postgres -D "$PGDATA" -c listen_addresses='*'
`;

const nodeFolders = (): readonly string[] => {
  const bin = dirname(realpathSync(process.execPath));
  const modules = [join(bin, "../lib/node_modules/npm"), "/usr/share/nodejs", "/usr/local/lib/node_modules/npm"];
  return [realpathSync(process.execPath), join(bin, "node"), join(bin, "npm"), join(bin, "npx"), ...modules];
};

export const nodeStandIn = (tag: string): StandIn => ({
  tag,
  packages: ["libstdc++6", "git"],
  paths: nodeFolders(),
  overlay: {},
  // The machine may trust a registry through a certificate of its own.
  instructions: [
    "ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt",
    "RUN useradd --uid 1000 node || true",
    'CMD ["node"]',
  ],
});

export const postgresStandIn = (tag: string): StandIn => ({
  tag,
  packages: ["postgresql"],
  paths: [],
  overlay: { "/usr/local/bin/start-postgres": POSTGRES_START },
  instructions: [
    "RUN ln -sf /usr/lib/postgresql/*/bin/* /usr/local/bin/",
    "ENV PGDATA=/var/lib/postgresql/data",
    'ENTRYPOINT ["start-postgres"]',
  ],
});

export const redisStandIn = (tag: string): StandIn => ({
  tag,
  packages: ["redis-server", "redis-tools"],
  paths: [],
  overlay: {},
  instructions: ["RUN mkdir -p /data", "WORKDIR /data", 'CMD ["redis-server", "--protected-mode", "no"]'],
});
