/** Turns a Ruby app into its Dockerfile. */
import { baseOf } from "./bases.js";
import { nodeBase, nodeBeside, nodeInstall } from "./node.js";
import {
  aptInstall,
  copyCode,
  copyManifests,
  finish,
  type ImageInput,
  partOf,
  printDockerfile,
  runtimeUser,
  sayBase,
} from "./stages.js";

const BUNDLER_ENV =
  'ENV BUNDLE_DEPLOYMENT="1" BUNDLE_PATH="/usr/local/bundle" BUNDLE_WITHOUT="development:test" RAILS_ENV="production" RACK_ENV="production"';

export function rubyDockerfile(input: ImageInput): string {
  const part = partOf(input, "ruby")!;
  const node = partOf(input, "node");
  const { image } = baseOf(part);
  const { headers, libraries, aptPackages } = input.build;
  return printDockerfile([
    ...sayBase([part, node]),
    ...(node === null ? [] : [`FROM ${nodeBase(node)} AS node`, ""]),
    `FROM ${image} AS build`,
    'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    ...aptInstall(["build-essential", "git", "libyaml-dev", "pkg-config", ...headers]),
    ...(node === null ? [] : nodeBeside(node)),
    part.locked ? BUNDLER_ENV : BUNDLER_ENV.replace('BUNDLE_DEPLOYMENT="1" ', ""),
    "WORKDIR /app",
    ...copyManifests(part),
    "RUN bundle install --jobs 4 --retry 3 \\",
    ' && rm -rf "$BUNDLE_PATH"/ruby/*/cache',
    ...(node === null ? [] : [...(part.needsCode ? [] : copyManifests(node)), ...nodeInstall(node)]),
    ...copyCode([part, node]),
    ...railsAssets(input),
    ...(node === null ? [] : ["RUN rm -rf node_modules"]),
    "",
    `FROM ${image}`,
    ...aptInstall([...libraries, ...aptPackages]),
    ...runtimeUser(),
    part.locked ? BUNDLER_ENV : BUNDLER_ENV.replace('BUNDLE_DEPLOYMENT="1" ', ""),
    "ENV LANG=C.UTF-8",
    "WORKDIR /app",
    "COPY --from=build /usr/local/bundle /usr/local/bundle",
    "COPY --from=build --chown=1000:1000 /app /app",
    ...finish(input),
    "",
  ]);
}

/** Heroku's Ruby buildpack asks `rake -P` first: a Gemfile.lock with Sprockets does not mean that the app loads it. */
function railsAssets(input: ImageInput): readonly string[] {
  const env = assetEnv(input).trim();
  return input.build.assets.flatMap(({ command, because }) => {
    const task = /\brake (assets:precompile)$/.exec(command)?.[1];
    if (task === undefined) return [`# ${because}`, `RUN ${env} ${command}`];
    return [
      `# ${because}; run where the app has the task`,
      `RUN export ${env} \\`,
      " && bundle exec rake -P > /tmp/rake-tasks \\",
      ` && if grep -qx 'rake ${task}' /tmp/rake-tasks; then ${command}; fi`,
    ];
  });
}

/** Heroku's Ruby buildpack gives assets:precompile a database address that nothing answers; no real value is needed. */
function assetEnv({ build }: ImageInput): string {
  const adapter = build.headers.includes("default-libmysqlclient-dev")
    ? "mysql2"
    : build.headers.includes("libsqlite3-dev") && !build.headers.includes("libpq-dev")
      ? null
      : "postgres";
  const database = adapter === null ? "" : `DATABASE_URL=${adapter}://user:pass@127.0.0.1/dbname `;
  return `SECRET_KEY_BASE=only-while-building ${database}`;
}
