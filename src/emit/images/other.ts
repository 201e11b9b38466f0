/** The start of a Dockerfile for what has no language of ours. */
import { aptInstall, finish, type ImageInput, printDockerfile, runtimeUser } from "./stages.js";

/** The language is none we know: a person writes the build steps, the rest stands. */
export const unknownDockerfile = (input: ImageInput): string =>
  printDockerfile([
    "# No Ruby, Node, Python or Go build was found: install the runtime and build the app between the two marks.",
    "FROM debian:bookworm-slim",
    ...aptInstall(["ca-certificates", ...input.build.aptPackages]),
    "WORKDIR /app",
    "# --- build steps of the app ---",
    "COPY . .",
    "# ------------------------------",
    ...runtimeUser(),
    ...finish(input),
    "",
  ]);
