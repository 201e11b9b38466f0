/** Turns model fragments into the models they state: tables named by constants and creators, one model for each call of a function that makes them. */
import type { Origin } from "../../model/file-facts.js";
import type { ModelCallFragment, ModelFragment, TableCreatorFragment } from "../../model/fragments.js";
import type { DetectInput } from "../input.js";
import { CalledFunctions } from "./called-function.js";
import { Constants } from "./constants.js";
import { ownFiles, type Placed, placed } from "./sources.js";

type Parts = readonly (string | Origin)[];
type Parameter = Extract<Origin, { kind: "param" }>;

export function statedModels(input: DetectInput): readonly Placed<ModelFragment>[] {
  return new StatedModels(input).all();
}

class StatedModels {
  readonly #input: DetectInput;
  readonly #constants: Constants;
  readonly #functions: CalledFunctions;
  readonly #calls: readonly Placed<ModelCallFragment>[];
  readonly #creators: readonly Placed<TableCreatorFragment>[];

  constructor(input: DetectInput) {
    const files = ownFiles(input.facts);
    this.#input = input;
    this.#constants = new Constants(input);
    this.#functions = new CalledFunctions(input);
    this.#calls = placed(files, "model-call");
    this.#creators = placed(files, "table-creator");
  }

  all(): readonly Placed<ModelFragment>[] {
    return placed(ownFiles(this.#input.facts), "model").flatMap((one) => {
      const maker = makerOf(one.fragment);
      return maker === null ? this.#named(one) : [...this.#base(one), ...this.#made(one, maker.function)];
    });
  }

  /** A class made by a function is the parent of those that extend it; a model without a name is none. */
  #base(one: Placed<ModelFragment>): readonly Placed<ModelFragment>[] {
    return one.fragment.nameOrigin === undefined ? [{ ...one, fragment: { ...one.fragment, abstract: true } }] : [];
  }

  #named({ path, fragment }: Placed<ModelFragment>): readonly Placed<ModelFragment>[] {
    if (fragment.creator !== undefined) return this.#created(path, fragment, fragment.creator);
    if (fragment.tableParts === undefined) return [{ path, fragment }];
    return [{ path, fragment: { ...fragment, table: this.#text(path, fragment.tableParts, []) } }];
  }

  #created(path: string, fragment: ModelFragment, callee: Origin): readonly Placed<ModelFragment>[] {
    const target = this.#input.resolution.resolve(path, callee);
    const name = target.kind === "definition" ? target.name : null;
    const creator = this.#creators.find(
      (one) => target.kind === "definition" && one.path === target.path && nameOf(one.fragment.origin) === name,
    );
    const given = fragment.table ?? this.#text(path, fragment.tableParts ?? [], []);
    if (creator === undefined) return /table$/i.test(nameOf(callee)) ? [{ path, fragment }] : [];
    const table = given === null ? null : this.#text(creator.path, creator.fragment.parts, [{ text: given }]);
    return [{ path, fragment: { ...fragment, table } }];
  }

  #made(maker: Placed<ModelFragment>, name: string): readonly Placed<ModelFragment>[] {
    return this.#calls.flatMap((call) => {
      const called = this.#functions.find(call.path, call.fragment.callee);
      if (called?.path !== maker.path || called.name !== name) return [];
      const fragment = this.#modelOf(maker, call.fragment);
      return fragment === null ? [] : [{ path: call.path, fragment }];
    });
  }

  #modelOf({ path, fragment: maker }: Placed<ModelFragment>, call: ModelCallFragment): ModelFragment | null {
    const { nameOrigin, optionsAt, tableParts } = maker;
    const name = call.name ?? (nameOrigin?.kind === "param" ? call.args[nameOrigin.index]?.text : undefined);
    if (name === undefined) return null;
    const stated = optionsAt === undefined ? undefined : call.args[optionsAt]?.table;
    const parts = tableParts === undefined ? null : this.#text(path, tableParts, call.args);
    return {
      ...maker,
      name,
      origin: call.origin,
      table: stated ?? parts ?? maker.table,
      abstract: false,
      columns: [...call.columns, ...maker.columns],
      associations: [...maker.associations, ...call.associations],
      line: call.line,
    };
  }

  #text(path: string, parts: Parts, args: ModelCallFragment["args"]): string | null {
    const texts = parts.map((part) => {
      if (typeof part === "string") return part;
      if (part.kind === "param") return args[part.index]?.text ?? null;
      return this.#constants.text(path, part);
    });
    return texts.includes(null) || texts.length === 0 ? null : texts.join("");
  }
}

/** The parameter by which callers name the model or its table. */
function makerOf({ nameOrigin, tableParts, creator }: ModelFragment): Parameter | null {
  const open = [nameOrigin, ...(creator === undefined ? (tableParts ?? []) : [])];
  return open.find((one): one is Parameter => typeof one === "object" && one.kind === "param") ?? null;
}

const nameOf = (origin: Origin): string => ("name" in origin ? origin.name : "");
