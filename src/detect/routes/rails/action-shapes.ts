/** Tells what an action takes and gives: its own body, the methods it calls, its serializer, its jbuilder template or its page. */
import type { FileFacts } from "../../../model/file-facts.js";
import type { ShapeFragment, ValueShape } from "../../../model/fragments.js";

const DEPTH = 4;

/** "cards/show" of "app/views/cards/show.html.erb"; other formats (text, js, xml) are no pages, and one without a format is. */
const PAGE = /(?:^|\/)views\/([^.]+)(?:\.html)?(?:\+\w+)?\.(?:erb|haml|slim)$/;

interface ActionShape {
  readonly takes?: ValueShape;
  readonly gives?: ValueShape;
  readonly page?: string;
}

export class ActionShapes {
  readonly #methods = new Map<string, ShapeFragment>();
  readonly #serializers = new Map<string, ValueShape[]>();
  readonly #templates = new Map<string, ValueShape>();
  readonly #pages = new Map<string, string>();

  constructor(facts: readonly FileFacts[]) {
    for (const { path, fragments, marks } of facts) {
      if (marks.includes("test")) continue;
      const page = PAGE.exec(path)?.[1];
      if (page !== undefined && !this.#pages.has(page)) this.#pages.set(page, path);
      for (const fragment of fragments) if (fragment.kind === "shape") this.#add(fragment);
    }
  }

  #add(fragment: ShapeFragment): void {
    if (fragment.of === "action") this.#methods.set(fragment.name, fragment);
    else if (fragment.gives === null) return;
    else if (fragment.of === "template") this.#templates.set(logicalName(fragment.name), fragment.gives);
    else this.#serializers.set(fragment.name, [...(this.#serializers.get(fragment.name) ?? []), fragment.gives]);
  }

  /** `lineage`: the controller and what it inherits, the class last. */
  of(lineage: readonly string[], action: string): ActionShape {
    const found = this.#reach(lineage, action, DEPTH, new Set());
    const takes = found.flatMap((one) => one.takes ?? []);
    const rendered = found.flatMap((one) => one.gives ?? []);
    const names = templateNames(lineage, action);
    const gives = rendered.length > 0 ? rendered : this.#templateOf(names);
    const page = names.find((name) => this.#pages.has(name));
    return {
      ...(takes.length === 0 ? {} : { takes: { all: takes } }),
      ...(gives.length === 0 ? {} : { gives: this.#writtenOut({ all: gives }, "", DEPTH) }),
      ...(gives.length > 0 || page === undefined ? {} : { page: this.#pages.get(page)! }),
    };
  }

  #reach(lineage: readonly string[], method: string, depth: number, seen: Set<string>): readonly ShapeFragment[] {
    const name = lineage.map((one) => `${one}#${method}`).findLast((one) => this.#methods.has(one));
    const own = name === undefined || seen.has(name) ? undefined : this.#methods.get(name);
    if (own === undefined) return [];
    seen.add(own.name);
    if (depth === 0) return [own];
    return [own, ...own.calls.flatMap((call) => this.#reach(lineage, call, depth - 1, seen))];
  }

  #templateOf(names: readonly string[]): readonly ValueShape[] {
    const name = names.find((one) => this.#templates.has(one));
    return name === undefined ? [] : [this.#writtenOut(this.#templates.get(name)!, name, DEPTH)];
  }

  /** `at`: the template that it stands in, beside which a partial without a folder is found. */
  #writtenOut(shape: ValueShape, at: string, depth: number): ValueShape {
    const inner = (one: ValueShape): ValueShape => this.#writtenOut(one, at, depth);
    const { serializer, partials, properties, items, all, ...rest } = shape;
    if (serializer !== undefined) return { all: this.#serializers.get(serializer) ?? [{ type: "object" }] };
    const parts = (partials ?? []).flatMap((name) => this.#partial(name, at, depth) ?? []);
    const own: ValueShape = {
      ...rest,
      ...(properties === undefined
        ? {}
        : { properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, inner(value)])) }),
      ...(items === undefined ? {} : { items: inner(items) }),
      ...(all === undefined ? {} : { all: all.map(inner) }),
    };
    return parts.length === 0 ? own : { all: [own, ...parts], ...(rest.many === undefined ? {} : { many: rest.many }) };
  }

  #partial(name: string, at: string, depth: number): ValueShape | null {
    const parts = (name.includes("/") ? name : `${at.slice(0, at.lastIndexOf("/"))}/${name}`).split("/");
    const file = [...parts.slice(0, -1), `_${parts.at(-1)}`].join("/");
    const found = this.#templates.get(file);
    return found === undefined || depth === 0 ? null : this.#writtenOut(found, file, depth - 1);
  }
}

/** Controllers inherit the templates of those above them. */
const templateNames = (lineage: readonly string[], action: string): readonly string[] =>
  [...lineage].reverse().map((controller) => `${folderOf(controller)}/${action}`);

/** "app/views/api/cards/_card.v1.json.jbuilder" -> "api/cards/_card", wherever an engine keeps its views. */
function logicalName(path: string): string {
  const views = path.lastIndexOf("views/");
  return path.slice(views < 0 ? 0 : views + "views/".length).replace(/(\.[a-z0-9]+)*\.jbuilder$/, "");
}

/** "API::V1::CardsController" -> "api/v1/cards". */
const folderOf = (controller: string): string =>
  controller
    .replace(/Controller$/, "")
    .split("::")
    .map((part) =>
      part
        .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
        .replace(/([a-z\d])([A-Z])/g, "$1_$2")
        .toLowerCase(),
    )
    .join("/");
