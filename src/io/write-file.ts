/** Writes a file whole or not at all: to a temporary name beside it, then renamed. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../model/errors.js";

export function writeWhole(path: string, content: string | Uint8Array, mode?: number): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, content, mode === undefined ? {} : { mode });
    renameSync(temporary, path);
  } catch (cause) {
    removeQuietly(temporary);
    throw new UserError(`cannot write ${path}: ${explain(cause)}`, {
      hint: "make the folder writable, free some disk, or choose another folder with --out",
      cause,
    });
  }
}

/** Takes a temporary file away; a folder that is not to be had holds none. */
export function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // ENOTDIR and the like: it was never written.
  }
}

function explain(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const words: Record<string, string> = {
    EACCES: "permission denied",
    EROFS: "the file system is read-only",
    ENOSPC: "the disk is full",
    ENOTDIR: "a part of the path is a file",
    EISDIR: "a folder stands at that path",
    EEXIST: "a file stands where a folder is needed",
  };
  return words[code] ?? (cause instanceof Error ? cause.message : String(cause));
}

/** The folder, made where it is missing. */
export function ensureDirectory(path: string): string {
  try {
    mkdirSync(path, { recursive: true });
    return path;
  } catch (cause) {
    throw new UserError(`cannot make the folder ${path}: ${explain(cause)}`, {
      hint: "choose another with --out",
      cause,
    });
  }
}
