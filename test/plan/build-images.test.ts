import { expect, it } from "vitest";
import { findOwnImages } from "../../src/plan/build-images.js";

const repo = (yml: string) => {
  const files: Readonly<Record<string, string>> = { "heroku.yml": yml, Dockerfile: "", "worker/Dockerfile": "" };
  return {
    has: (path: string) => path in files,
    read: (path: string) => files[path] ?? null,
    paths: Object.keys(files),
  };
};
const short = (yml: string) =>
  findOwnImages(repo(yml)).map(({ name, dockerfile, target, types }) => [name, dockerfile, target, types.join(" ")]);

it("gives each process the image that it names, else the one of its name, else the web's", () => {
  const yml = `build:
  docker:
    worker: worker/Dockerfile
    web: Dockerfile
release:
  image: worker
  command: [./tasks.sh]
run:
  web: puma
  worker: python worker.py
  clock: python clock.py
  syncer:
    image: worker
    command: [python sync.py]
`;
  expect(short(yml)).toEqual([
    ["web", "Dockerfile", null, "web clock"],
    ["worker", "worker/Dockerfile", null, "worker syncer release"],
  ]);
});

it("takes an image of any name for the web's, with the stage it stops at", () => {
  const yml = `build:
  docker:
    django: {dockerfile: Dockerfile, target: live}
run:
  web: {image: django, command: [gunicorn]}
  beat: {image: django, command: [celery beat]}
`;
  expect(short(yml)).toEqual([["django", "Dockerfile", "live", "web beat"]]);
});

it("runs each image's own command where nothing else is said, and leaves out what is not there", () => {
  const yml = "build:\n  docker:\n    web: Dockerfile\n    worker: worker/Dockerfile\n    gone: gone/Dockerfile\n";
  expect(short(yml)).toEqual([
    ["web", "Dockerfile", null, "web"],
    ["worker", "worker/Dockerfile", null, "worker"],
  ]);
  expect(findOwnImages(repo("build: 7"))).toEqual([]);
});
