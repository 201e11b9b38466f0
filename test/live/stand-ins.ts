/**
 * Makes base images for a machine that reaches no image registry, under the official names, from its own Debian packages.
 * What a stand-in lacks: apt's package index (apt-get is a stub that succeeds), compilers, locales, and the official
 * entrypoints (each script below says what it stands in for); servers and interpreters are Debian's versions, not the
 * tag's: MariaDB for MySQL, nginx 1.22, the machine's Node and Go. Ruby has Debian's gems baked in, and its `bundle`
 * resolves against those instead of fetching. Go's stand-in holds the machine's toolchain and its module cache, because
 * the proxy may be out of reach from inside. Each has what the app's code runs on: the real interpreter or server, glibc and CA certificates.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
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
  /** Folder of the machine -> folder in the image. */
  readonly copies?: Readonly<Record<string, string>>;
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
    for (const [index, [from, to]] of Object.entries(standIn.copies ?? {}).entries()) {
      cpSync(from, join(folder, `copy-${index}`), { recursive: true });
      copies.push(`COPY copy-${index} ${to}`);
    }
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
    "RUN useradd --non-unique --uid 1000 --create-home node",
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

const MYSQL_START = `#!/bin/bash
# Stands in for the official entrypoint: the same variables, the same data folder; MariaDB serves.
set -e
data=/var/lib/mysql
mkdir -p "$data" /run/mysqld && chown -R mysql "$data" /run/mysqld
if [ ! -d "$data/mysql" ]; then
  mariadb-install-db --no-defaults --user=mysql --datadir="$data" --auth-root-authentication-method=normal --skip-test-db >/dev/null
  cat >/tmp/init.sql <<SQL
CREATE DATABASE $MYSQL_DATABASE CHARACTER SET utf8mb4;
CREATE USER '$MYSQL_USER'@'%' IDENTIFIED BY '$MYSQL_PASSWORD';
GRANT ALL ON $MYSQL_DATABASE.* TO '$MYSQL_USER'@'%';
ALTER USER root@localhost IDENTIFIED BY '$MYSQL_ROOT_PASSWORD';
SQL
  chmod 644 /tmp/init.sql
  set -- --init-file=/tmp/init.sql
fi
exec mariadbd --no-defaults --user=mysql --datadir="$data" --socket=/run/mysqld/mysqld.sock --bind-address=0.0.0.0 --skip-name-resolve "$@"
`;

/** Needs Debian's mariadb-server; `mysql` and `mysqladmin` are its own names for its clients. */
export const mysqlStandIn = (tag: string): StandIn => ({
  tag,
  packages: ["mariadb-server", "mariadb-client"],
  paths: ["/usr/share/mysql"],
  overlay: { "/usr/local/bin/start-mysql": MYSQL_START },
  instructions: [
    "RUN getent passwd mysql || useradd --system mysql",
    "RUN command -v mysql || ln -s /usr/bin/mariadb /usr/local/bin/mysql",
    "RUN command -v mysqladmin || ln -s /usr/bin/mariadb-admin /usr/local/bin/mysqladmin",
    'ENTRYPOINT ["start-mysql"]',
  ],
});

const NGINX_START = `#!/bin/bash
# Stands in for the official entrypoint's 20-envsubst-on-templates.sh: variables that match the filter, in every template.
set -e
for template in /etc/nginx/templates/*.template; do
  [ -e "$template" ] || continue
  text=$(<"$template")
  while IFS='=' read -r name value; do
    if [[ $name =~ \${NGINX_ENVSUBST_FILTER:-.} ]]; then text=\${text//"\\\${$name}"/$value}; fi
  done < <(env)
  printf '%s\\n' "$text" >"\${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}/$(basename "$template" .template)"
done
exec "$@"
`;

const NGINX_CONF = `user nginx;
pid /run/nginx.pid;
error_log /dev/stderr notice;
events { worker_connections 1024; }
http { include /etc/nginx/mime.types; access_log /dev/stdout; include /etc/nginx/conf.d/*.conf; }
`;

export const nginxStandIn = (tag: string): StandIn => ({
  tag,
  packages: ["nginx"],
  paths: [],
  overlay: { "/start-nginx": NGINX_START, "/etc/nginx/nginx.conf": NGINX_CONF, "/etc/nginx/conf.d/default.conf": "" },
  instructions: [
    "RUN mkdir -p /var/cache/nginx /var/log/nginx /etc/nginx/templates && chmod 1777 /var/log/nginx /var/lib/nginx",
    "RUN rm -rf /var/lib/nginx && ln -s /tmp /var/lib/nginx && ln -sf /dev/stderr /var/log/nginx/error.log && chmod 644 /etc/nginx/nginx.conf",
    'ENTRYPOINT ["bash", "/start-nginx"]',
    'CMD ["nginx", "-g", "daemon off;"]',
  ],
});

const BUNDLE = `#!/bin/bash
# Debian's gems instead of fetched ones: nothing is installed below BUNDLE_PATH.
unset BUNDLE_PATH BUNDLE_DEPLOYMENT BUNDLE_APP_CONFIG
export BUNDLER_VERSION=2.3.15
if [ "$1" = install ]; then mkdir -p /usr/local/bundle/ruby/none/cache; exec /usr/bin/bundle install --local; fi
exec /usr/bin/bundle "$@"
`;

export const rubyStandIn = (tag: string): StandIn => ({
  tag,
  packages: [
    ...["ruby", "ruby-rails", "ruby-sidekiq", "ruby-mysql2", "ruby-sqlite3", "ruby-bcrypt", "ruby-redis"],
    ...["ruby-clockwork", "puma", "bundler", "ruby-bundler", "git", "tzdata"],
  ].filter(isInstalled),
  paths: ["/var/lib/gems"],
  overlay: { "/usr/local/bin/bundle": BUNDLE },
  instructions: ["ENV LANG=C.UTF-8", 'CMD ["irb"]'],
});

const isInstalled = (name: string): boolean => spawnSync("dpkg", ["-s", name], { stdio: "ignore" }).status === 0;

/** `modules`: a Go module whose dependencies are fetched on the machine first, so that the build inside needs no network. */
export function golangStandIn(tag: string, modules: string): StandIn {
  const ask = (name: string): string => execFileSync("go", ["env", name], { encoding: "utf8", cwd: modules }).trim();
  const root = ask("GOROOT");
  const cache = mkdtempSync(join(tmpdir(), "go-modules-"));
  const env = {
    ...process.env,
    GOMODCACHE: cache,
    GOFLAGS: "-modcacherw",
    GOPROXY: `file://${ask("GOMODCACHE")}/cache/download,${ask("GOPROXY")}`,
  };
  execFileSync("go", ["mod", "download"], { cwd: modules, env, stdio: ["ignore", "ignore", "pipe"] });
  return {
    tag,
    packages: ["git"],
    paths: [root],
    copies: { [join(cache, "cache/download")]: "/go-modules" },
    overlay: {},
    instructions: [
      `RUN [ -e /usr/local/go ] || ln -s ${root} /usr/local/go`,
      `ENV PATH=${root}/bin:$PATH GOPROXY=file:///go-modules GOSUMDB=off GOTOOLCHAIN=local GOPATH=/go`,
    ],
  };
}
