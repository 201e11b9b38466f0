/** Turns class definitions into a tree over files: which classes extend which. */
import type { Definition, Origin } from "../../model/file-facts.js";
import { ownFiles } from "../data/sources.js";
import type { DetectInput } from "../input.js";

export interface ClassNode {
  readonly path: string;
  /** Its key in the file. */
  readonly name: string;
  readonly label: string;
  readonly line: number;
  readonly abstract: boolean;
}

export class ClassTree {
  readonly #input: DetectInput;
  readonly #classes = new Map<string, ClassNode>();
  readonly #children = new Map<string, ClassNode[]>();

  constructor(input: DetectInput) {
    this.#input = input;
    for (const file of ownFiles(input.facts)) {
      for (const one of file.definitions) {
        if (one.kind !== "class") continue;
        const node = {
          path: file.path,
          name: one.name,
          label: labelOf(one, file.path),
          line: one.line,
          abstract: one.abstract === true,
        };
        this.#classes.set(keyOf(node), node);
      }
    }
    for (const file of ownFiles(input.facts)) {
      for (const one of file.definitions) {
        if (one.kind !== "class") continue;
        for (const base of one.bases) if (base.how === "extends") this.#adopt(file.path, one.name, base.origin);
      }
    }
  }

  #adopt(path: string, name: string, base: Origin): void {
    const parent = this.find(path, base);
    if (parent === null) return;
    const child = this.#classes.get(`${path}\n${name}`)!;
    const list = this.#children.get(keyOf(parent));
    if (list === undefined) this.#children.set(keyOf(parent), [child]);
    else list.push(child);
  }

  /** The class that an origin stands for. */
  find(path: string, origin: Origin): ClassNode | null {
    const target = this.#input.resolution.resolve(path, origin);
    return target.kind === "definition" ? (this.#classes.get(`${target.path}\n${target.name}`) ?? null) : null;
  }

  inFile(path: string): readonly ClassNode[] {
    return [...this.#classes.values()].filter((node) => node.path === path);
  }

  /** Classes below it, at any depth. */
  descendants(node: ClassNode): readonly ClassNode[] {
    const found = new Set<ClassNode>();
    const visit = (one: ClassNode) => {
      for (const child of this.#children.get(keyOf(one)) ?? []) {
        if (found.has(child)) continue;
        found.add(child);
        visit(child);
      }
    };
    visit(node);
    return [...found];
  }
}

const labelOf = (one: Definition, path: string): string => {
  const anonymous = one.name === "=" || one.name === "default";
  return one.label ?? (anonymous ? (path.split("/").at(-1) ?? "").replace(/\.[cm]?[jt]sx?$/, "") : one.name);
};

const keyOf = (node: ClassNode): string => `${node.path}\n${node.name}`;
