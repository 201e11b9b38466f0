/** Turns a Python app into its Dockerfile. */
import type { BuildPart } from "../../model/build.js";
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

/** Into one virtual environment that the next stage copies whole. */
function install(part: BuildPart): readonly string[] {
  const files = part.manifests.find((path) => path.endsWith("requirements.txt")) ?? "requirements.txt";
  const commands: Readonly<Record<string, readonly string[]>> = {
    pip: [`RUN pip install --no-cache-dir --requirement ${files}`],
    pipenv: [
      "RUN pip install --no-cache-dir pipenv==2024.4.1 \\",
      " && pipenv requirements > /tmp/requirements.txt \\",
      " && pip install --no-cache-dir --requirement /tmp/requirements.txt",
    ],
    poetry: [
      "RUN pip install --no-cache-dir poetry==1.8.5 \\",
      " && poetry install --only main --no-root --no-interaction",
    ],
    uv: [
      "RUN pip install --no-cache-dir uv==0.5.31 \\",
      " && UV_PROJECT_ENVIRONMENT=/opt/venv uv sync --frozen --no-dev --no-install-project",
    ],
  };
  return commands[part.manager] ?? commands["pip"]!;
}

export function pythonDockerfile(input: ImageInput): string {
  const part = partOf(input, "python")!;
  const node = partOf(input, "node");
  const { image } = baseOf(part);
  const { headers, libraries, aptPackages } = input.build;
  return printDockerfile([
    ...sayBase([part, node]),
    ...(node === null ? [] : [`FROM ${nodeBase(node)} AS node`, ""]),
    `FROM ${image} AS build`,
    'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    ...aptInstall(["build-essential", "git", ...headers]),
    ...(node === null ? [] : nodeBeside(node)),
    "RUN python -m venv /opt/venv",
    "ENV PATH=/opt/venv/bin:$PATH VIRTUAL_ENV=/opt/venv PYTHONUNBUFFERED=1",
    "WORKDIR /app",
    ...copyManifests(part),
    ...install(part),
    ...(node === null ? [] : [...copyManifests(node), ...nodeInstall(node)]),
    ...copyCode([part, node]),
    ...pythonAssets(input),
    ...(node === null ? [] : ["RUN rm -rf node_modules"]),
    "",
    `FROM ${image}`,
    ...aptInstall([...libraries, ...aptPackages]),
    ...runtimeUser(),
    "ENV PATH=/opt/venv/bin:$PATH VIRTUAL_ENV=/opt/venv PYTHONUNBUFFERED=1 LANG=C.UTF-8 PYTHONPATH=/app",
    "WORKDIR /app",
    "COPY --from=build /opt/venv /opt/venv",
    "COPY --from=build --chown=1000:1000 /app /app",
    ...finish(input),
    "",
  ]);
}

/** Settings read variables that exist only where the app runs: placeholders let collectstatic load them. */
const pythonAssets = ({ build, heroku }: ImageInput): readonly string[] => {
  const needed = heroku.configVars
    .filter(({ name, secret }) => secret && /SECRET_KEY$/.test(name))
    .map(({ name }) => name);
  const names = [...new Set(["SECRET_KEY", "DJANGO_SECRET_KEY", ...needed])].sort();
  const env = `${names.map((name) => `${name}=only-while-building `).join("")}DATABASE_URL=sqlite:////tmp/build.sqlite3 `;
  return build.assets.map(
    ({ command, because }) => `# ${because}\nRUN ${command.startsWith("python") ? env : ""}${command}`,
  );
};
