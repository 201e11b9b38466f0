/** The contract of a language's resolver: the facts of its files become definitions and dependencies across files. */
import type { FileFacts } from "../model/file-facts.js";
import type { SourceReader } from "../model/ports.js";
import type { Resolution } from "../model/resolution.js";
import type { Workspace } from "../model/workspace.js";

export interface ResolveInput {
  /** Sorted by path; all languages. */
  readonly facts: readonly FileFacts[];
  readonly workspace: Workspace;
  readonly reader: SourceReader;
}

export interface LanguageResolver extends Resolution {
  /** Ids of the languages whose files it answers for. */
  readonly languages: readonly string[];
}

export type ResolverFactory = (input: ResolveInput) => LanguageResolver;
