/** Official images: of the version asked for where one exists on bookworm, else the nearest, and said. */
import { expect, it } from "vitest";
import { baseOf } from "../../../src/emit/images/bases.js";
import type { BuildPart } from "../../../src/model/build.js";

const part = (runtime: BuildPart["runtime"], version: string | null): BuildPart => ({
  runtime,
  version,
  manager: "npm",
  manifests: [],
  locked: true,
  needsCode: false,
});

it.each([
  ["node", "26", "node:26-bookworm-slim", null],
  ["node", null, "node:22-bookworm-slim", null],
  ["node", "6", "node:16-bookworm-slim", /Node 6 has no official image/],
  ["go", "1.22.3", "golang:1.22-bookworm", null],
  ["go", "1.12", "golang:1.24-bookworm", /built by 1\.24, which takes older code/],
  ["python", "3.11.4", "python:3.11-slim-bookworm", null],
  ["python", "2.7.18", "python:3.7-slim-bookworm", /Python 2\.7 has no official image/],
  ["ruby", "3.3.4", "ruby:3.3.4-slim-bookworm", null],
  ["ruby", "3.2", "ruby:3.2-slim-bookworm", null],
  ["ruby", "3.1.4", "ruby:3.1.4-slim-bookworm", null],
  ["ruby", "3.1.2", "ruby:3.1-slim-bookworm", /Ruby 3\.1\.2 has no official image/],
  ["ruby", "2.7.8", "ruby:2.7.8-slim-bullseye", /Debian bullseye/],
] as const)("%s %s stands on %s", (runtime, version, image, note) => {
  const base = baseOf(part(runtime, version));
  expect(base.image).toBe(image);
  if (note === null) expect(base.note).toBeNull();
  else expect(base.note).toMatch(note);
});
