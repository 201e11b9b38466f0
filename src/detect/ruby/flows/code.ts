/** Indexes the flows of all methods, and finds methods as Ruby does: the class, its mixins, what stands above. */
import type { FileFacts } from "../../../model/file-facts.js";
import { type ClassIndex, isAppRuby } from "../class-index.js";
import { ancestry } from "../job-classes.js";
import type { ModelClass } from "../model-classes.js";
import { byAssociation, type ModelNames, nameModels } from "../model-names.js";
import { type RubyModelFacts, rubyModelFacts } from "../models.js";

export interface Step {
  readonly line: number;
  readonly target: string;
  readonly chain: string;
}

export interface Flow {
  readonly path: string;
  readonly steps: readonly Step[];
}

export interface FlowCode extends RubyModelFacts {
  readonly classes: ClassIndex;
  readonly names: ModelNames;
  /** Model that an association's name leads to wherever it is declared, where all agree. */
  readonly anywhere: ReadonlyMap<string, ModelClass | null>;
  flow(method: string): Flow | null;
  /** Names of the class, its mixins and those above it, nearest first; empty for a class of a gem. */
  lineage(className: string): readonly string[];
  /** Full name of the method that runs; null where the app does not define it. */
  dispatch(className: string, name: string, onClass: boolean): string | null;
  /** The method of that name further up. */
  above(className: string, method: string): string | null;
}

function readStep(text: string): Step {
  const [, line = "0", target = "", chain = ""] = /^(\d+) ([^=]*)=(.*)$/.exec(text) ?? [];
  return { line: Number(line), target, chain };
}

function flowsIn(files: readonly FileFacts[]): ReadonlyMap<string, Flow> {
  const flows = new Map<string, Flow>();
  for (const { path, fragments } of files) {
    for (const fragment of fragments) {
      if (fragment.kind === "flow") flows.set(fragment.method, { path, steps: fragment.steps.map(readStep) });
    }
  }
  return flows;
}

function methodsIn(files: readonly FileFacts[]): ReadonlySet<string> {
  const names = files.flatMap(({ definitions }) => definitions.filter(({ kind }) => kind === "method"));
  return new Set(names.map(({ name }) => name));
}

/** Class methods that a module brings stand in `class_methods do` or in the module that is extended. */
const candidates = (owner: string, name: string, onClass: boolean, module: boolean): readonly string[] => [
  `${owner}${onClass ? "." : "#"}${name}`,
  ...(onClass && module ? [`${owner}#${name}`, `${owner}::ClassMethods#${name}`] : []),
];

export function readFlowCode(facts: readonly FileFacts[]): FlowCode {
  const files = facts.filter(isAppRuby);
  const flows = flowsIn(files);
  const methods = new Set([...methodsIn(files), ...flows.keys()]);
  const composed = rubyModelFacts(facts);
  const { classes } = composed.ruby;
  const lineages = new Map<string, readonly string[]>();
  const lineage = (className: string): readonly string[] => {
    const start = classes.get(className);
    const known = lineages.get(className) ?? (start === null ? [] : ancestry(start, classes).map(({ name }) => name));
    lineages.set(className, known);
    return known;
  };
  const firstIn = (owners: readonly string[], name: string, onClass: boolean): string | null => {
    for (const owner of owners) {
      const module = classes.get(owner)?.kind === "module";
      const found = candidates(owner, name, onClass, module).find((one) => methods.has(one));
      if (found !== undefined) return found;
    }
    return null;
  };
  return {
    ...composed,
    classes,
    names: nameModels(composed.ruby),
    anywhere: byAssociation(composed.ruby, composed.associations),
    flow: (method) => flows.get(method) ?? null,
    lineage,
    dispatch: (className, name, onClass) => firstIn(lineage(className), name, onClass),
    above(className, method) {
      const [, owner = "", mark = "#", name = ""] = /^(.*)([#.])([^#.]+)$/.exec(method) ?? [];
      const owners = lineage(className);
      return firstIn(owners.slice(owners.indexOf(owner) + 1), name, mark === ".");
    },
  };
}
