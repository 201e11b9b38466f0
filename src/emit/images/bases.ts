/** Chooses the official image of a part: the version asked for where an image of it stands on Debian, else the nearest. */
import type { BuildPart } from "../../model/build.js";

export interface Base {
  readonly image: string;
  /** What differs from the version that the repo asks for; null where nothing does. */
  readonly note: string | null;
}

/** Where the repo does not say: a line that gets fixes. */
const USUAL = { ruby: "3.3", node: "22", python: "3.12", go: "1.24" } as const;

/** Official images on bookworm begin with the releases after June 2023 (docker-library/official-images). */
const FIRST_NODE = 16;
const FIRST_GO = [1, 19];
const FIRST_PYTHON = [3, 7];
const FIRST_RUBY: Readonly<Record<string, number>> = { "3.0": 6, "3.1": 4, "3.2": 2 };

export function baseOf(part: BuildPart): Base {
  const version = part.version ?? USUAL[part.runtime];
  switch (part.runtime) {
    case "node":
      return nodeBaseOf(version);
    case "go":
      return goBaseOf(version);
    case "python":
      return pythonBaseOf(version);
    default:
      return rubyBaseOf(version);
  }
}

const numbers = (version: string): readonly number[] => version.split(".").map(Number);
const majorMinor = (version: string): string => version.split(".").slice(0, 2).join(".");
const isBefore = (version: string, [major = 0, minor = 0]: readonly number[]): boolean => {
  const [own = 0, part = 0] = numbers(version);
  return own < major || (own === major && part < minor);
};

function nodeBaseOf(version: string): Base {
  const [major = FIRST_NODE] = numbers(version);
  if (major >= FIRST_NODE) return { image: `node:${major}-bookworm-slim`, note: null };
  return {
    image: `node:${FIRST_NODE}-bookworm-slim`,
    note: `Node ${major} has no official image on a Debian that gets updates: ${FIRST_NODE} is the oldest that has one`,
  };
}

/** Go promises that a newer compiler builds older code (go.dev/doc/go1compat). */
function goBaseOf(version: string): Base {
  const line = majorMinor(version);
  if (!isBefore(line, FIRST_GO)) return { image: `golang:${line}-bookworm`, note: null };
  return {
    image: `golang:${USUAL.go}-bookworm`,
    note: `Go ${line} has no official image on a Debian that gets updates: built by ${USUAL.go}, which takes older code`,
  };
}

function pythonBaseOf(version: string): Base {
  const line = majorMinor(version);
  if (!isBefore(line, FIRST_PYTHON)) return { image: `python:${line}-slim-bookworm`, note: null };
  const first = FIRST_PYTHON.join(".");
  return {
    image: `python:${first}-slim-bookworm`,
    note: `Python ${line} has no official image on a Debian that gets updates: ${first} is the oldest that has one`,
  };
}

function rubyBaseOf(version: string): Base {
  const line = majorMinor(version);
  const patch = numbers(version)[2];
  if (isBefore(line, [3, 0]))
    return {
      image: `ruby:${version}-slim-bullseye`,
      note: `Ruby ${line} has no official image on bookworm: Debian bullseye, which gets no updates any more`,
    };
  if (patch === undefined || patch >= (FIRST_RUBY[line] ?? 0))
    return { image: `ruby:${version}-slim-bookworm`, note: null };
  return {
    image: `ruby:${line}-slim-bookworm`,
    note: `Ruby ${version} has no official image on bookworm: the newest ${line} stands in, so let the Gemfile ask for "~> ${line}.0"`,
  };
}
