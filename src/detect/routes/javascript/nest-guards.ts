/** Tells which of Nest's guards stand before a route once its metadata is known: `@Public()` lets it pass. */
import type { FileFacts, Origin } from "../../../model/file-facts.js";
import type { MountFragment } from "../../../model/fragments.js";
import type { GuardUse } from "../../authentication.js";
import type { DetectInput } from "../../input.js";
import { sharedSteps } from "../paths.js";
import type { Texts } from "./texts.js";

export class NestGuards {
  readonly #input: DetectInput;
  readonly #globals: GuardUse[] = [];
  readonly #blind = new Set<string>();
  /** Metadata that a guard class asks for. */
  readonly #reads = new Map<string, Set<string>>();
  /** Metadata that a decorator of the app sets; guards that it brings along. */
  readonly #sets = new Map<string, string[]>();
  readonly #guarding = new Set<string>();

  constructor(facts: readonly FileFacts[], texts: Texts, input: DetectInput) {
    this.#input = input;
    for (const file of facts) {
      for (const fragment of file.fragments) if (fragment.kind === "mount") this.#add(file.path, fragment, texts);
      for (const { callee, args, within } of file.calls) {
        if (callee.kind !== "import" || callee.source !== "@nestjs/common" || within === "") continue;
        const key = `${file.path}#${within}`;
        if (callee.name === "UseGuards") this.#guarding.add(key);
        if (callee.name !== "SetMetadata" || typeof args[0] !== "string" || args[1] === false) continue;
        this.#sets.set(key, [...(this.#sets.get(key) ?? []), args[0]]);
      }
    }
  }

  #add(path: string, mount: MountFragment, texts: Texts): void {
    const guards = mount.guards ?? [];
    if (mount.framework === "nest-guard") this.#globals.push(...guards.map((guard) => ({ path, ...guard })));
    const key = this.#key(path, mount.child);
    if (mount.framework === "nest-blind") this.#blind.add(key);
    if (mount.framework !== "nest-reads") return;
    const text = texts.join(path, mount.prefixParts ?? [], new Map())?.text;
    if (text !== undefined) this.#reads.set(key, (this.#reads.get(key) ?? new Set<string>()).add(text));
  }

  #key(path: string, origin: Origin | null): string {
    const target = origin === null ? null : this.#input.resolution.resolve(path, origin);
    return target?.kind === "definition" ? `${target.path}#${target.name}` : "";
  }

  /** Guards before a route of the file: the application's, then those given, less what its decorators switch off. */
  before(path: string, given: readonly GuardUse[]): readonly GuardUse[] {
    const marks = given
      .filter((one) => one.name.startsWith("@"))
      .map((one) => ({ one, key: this.#key(one.path, one.origin) }));
    const metadata = marks.flatMap(({ key }) => this.#sets.get(key) ?? []);
    const brought = marks.filter(({ key }) => this.#guarding.has(key)).map(({ one }) => one);
    const named = given.filter((one) => !one.name.startsWith("@"));
    return [...this.#globalsFor(path), ...named, ...brought].filter((one) => {
      const key = this.#key(one.path, one.origin);
      const reads = this.#reads.get(key);
      return !this.#blind.has(key) && !metadata.some((name) => reads?.has(name));
    });
  }

  /** Of several applications in one repo, the one whose files are nearest. */
  #globalsFor(path: string): readonly GuardUse[] {
    const most = Math.max(0, ...this.#globals.map((one) => sharedSteps(one.path, path)));
    return this.#globals.filter((one) => sharedSteps(one.path, path) === most);
  }
}
