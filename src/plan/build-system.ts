/** Turns locked dependencies into the Debian packages that compiling and running them takes. */
import type { RepoFiles } from "./build-parts.js";

interface SystemNeed {
  readonly names: readonly string[];
  readonly headers: readonly string[];
  readonly libraries: readonly string[];
}

/** Debian 12 (bookworm), the base of the official images. */
const NEEDS: readonly SystemNeed[] = [
  { names: ["pg", "psycopg2", "psycopg"], headers: ["libpq-dev"], libraries: ["libpq5"] },
  { names: ["mysql2", "mysqlclient", "trilogy"], headers: ["default-libmysqlclient-dev"], libraries: ["libmariadb3"] },
  { names: ["sqlite3"], headers: ["libsqlite3-dev"], libraries: ["libsqlite3-0"] },
  { names: ["psych"], headers: ["libyaml-dev"], libraries: ["libyaml-0-2"] },
  { names: ["rmagick"], headers: ["libmagickwand-dev"], libraries: ["libmagickwand-6.q16-6"] },
  { names: ["mini_magick", "carrierwave", "paperclip"], headers: [], libraries: ["imagemagick"] },
  { names: ["ruby-vips", "image_processing", "pyvips"], headers: [], libraries: ["libvips42"] },
  { names: ["charlock_holmes", "pyicu"], headers: ["libicu-dev"], libraries: ["libicu72"] },
  { names: ["idn-ruby"], headers: ["libidn-dev"], libraries: ["libidn12"] },
  { names: ["python-ldap"], headers: ["libldap2-dev", "libsasl2-dev"], libraries: ["libldap-2.5-0", "libsasl2-2"] },
  { names: ["xmlsec", "python3-saml"], headers: ["libxmlsec1-dev", "pkg-config"], libraries: ["libxmlsec1-openssl"] },
  { names: ["rugged"], headers: ["cmake", "pkg-config"], libraries: [] },
  { names: ["cld3"], headers: ["libprotobuf-dev", "protobuf-compiler"], libraries: ["libprotobuf32"] },
];

export function findSystemPackages(repo: RepoFiles): {
  readonly headers: readonly string[];
  readonly libraries: readonly string[];
} {
  const names = new Set([...lockedGems(repo), ...pythonPackages(repo)]);
  const found = NEEDS.filter((need) => need.names.some((name) => names.has(name)));
  const unite = (pick: (need: SystemNeed) => readonly string[]): readonly string[] =>
    [...new Set(found.flatMap(pick))].sort();
  return { headers: unite((need) => need.headers), libraries: unite((need) => need.libraries) };
}

/** Gemfile.lock lists what is installed at four spaces: "    pg (1.5.6)". */
const lockedGems = (repo: RepoFiles): readonly string[] =>
  (repo.read("Gemfile.lock") ?? "").split("\n").flatMap((line) => /^ {4}([A-Za-z0-9_.-]+) \(/.exec(line)?.[1] ?? []);

function pythonPackages(repo: RepoFiles): readonly string[] {
  const requirements = repo.paths.filter((path) =>
    /^(?:requirements\.txt|requirements\/[^/]+\.txt|[^/]*requirements[^/]*\.txt)$/.test(path),
  );
  const named = requirements.flatMap((path) =>
    (repo.read(path) ?? "").split("\n").flatMap((line) => /^\s*([A-Za-z0-9_.-]+)/.exec(line)?.[1]?.toLowerCase() ?? []),
  );
  const locked = ["poetry.lock", "uv.lock"].flatMap((path) =>
    [...(repo.read(path) ?? "").matchAll(/^name = "([^"]+)"/gm)].map(([, name]) => name!.toLowerCase()),
  );
  return [...named, ...locked];
}

/** One name a line; URLs and PPAs (":repo:") cannot be had from an official image's own sources. */
export const aptPackages = (repo: RepoFiles): readonly string[] =>
  (repo.read("Aptfile") ?? "")
    .split("\n")
    .map((line) => line.replace(/#.*$/, "").trim())
    .filter((line) => /^[a-z0-9][a-z0-9+.-]*$/.test(line))
    .sort();
