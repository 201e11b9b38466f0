/** The state of a running route program: scope, concerns, rows, and the doors to the world around it. */
import type { Inflector } from "../../../text/inflections.js";
import type { RouteRow } from "./mapping.js";
import type { Options } from "./options.js";
import { normalizePath } from "./paths.js";
import { type Frame, type Level, Scope } from "./scope.js";
import { type Closure, type Constant, entryOf, type Value } from "./values.js";

/** What a mapper method gets: arguments without the trailing hash, which is `options`. */
export interface MapperCall {
  readonly name: string;
  readonly args: readonly Value[];
  readonly options: Options;
  /** Runs the block; its parameters are the values given. */
  readonly block: ((values: readonly Value[]) => void) | null;
  readonly closure: Closure | null;
  readonly line: number;
  readonly source: string;
}

export type MapperMethod = (mapper: Mapper, call: MapperCall) => void;
export type MapperMethods = Readonly<Record<string, MapperMethod>>;

/** Facts outside the program that decide what it means. */
export interface MapperWorld {
  readonly inflector: Inflector;
  /** `config.api_only = true`: no new and edit. */
  readonly apiOnly: boolean;
  /** Modules and OmniAuth providers of a Devise model; null where its class is not found. */
  deviseModel(className: string): { readonly modules: readonly string[]; readonly providers: readonly string[] } | null;
  /** "get" | "delete" ...: `config.sign_out_via`. */
  readonly signOutVia: readonly string[];
  /** `config.omniauth_path_prefix`: where Devise draws a provider's routes, whatever the scope's path. */
  readonly omniauthPrefix: string | null;
  /** Methods of OmniAuth's request phase, by the locked version. */
  readonly omniauthVia: readonly string[];
  note(code: string, file: string, line: number, message: string): void;
}

export class Mapper {
  scope: Scope;
  file = "";
  readonly rows: RouteRow[] = [];
  readonly concerns = new Map<string, Value>();

  constructor(
    readonly world: MapperWorld,
    readonly methods: MapperMethods,
    readonly evaluator: {
      callValue(value: Value, args: readonly Value[]): void;
      drawFile(name: string, line: number): void;
      mountEngine(app: Constant, row: RouteRow): boolean;
      /** Engines of this repo that nothing mounts by name. */
      unclaimedEngines(): readonly Constant[];
    },
  ) {
    const pathNames = new Map([
      ["new", "new"],
      ["edit", "edit"],
    ]);
    this.scope = new Scope({ pathNames }, null, null);
  }

  inside(scope: Scope, body: () => void): void {
    const outer = this.scope;
    this.scope = scope;
    try {
      body();
    } finally {
      this.scope = outer;
    }
  }

  insideFile<T>(file: string, body: () => T): T {
    const outer = this.file;
    this.file = file;
    try {
      return body();
    } finally {
      this.file = outer;
    }
  }

  insideFrame(frame: Frame, body: () => void): void {
    this.inside(this.scope.with(frame), body);
  }

  insideLevel(level: Level, body: () => void): void {
    this.inside(this.scope.at(level), body);
  }

  insidePath(path: string, body: () => void): void {
    this.insideFrame({ path: this.mergePath(path) }, body);
  }

  mergePath(path: string): string {
    return normalizePath(`${this.scope.get("path") ?? ""}/${path}`);
  }

  /** Calls another mapper method, as the DSL's own methods do. */
  send(name: string, args: readonly Value[], options: Options, block: MapperCall["block"], from: MapperCall): void {
    entryOf(this.methods, name)?.(this, { ...from, name, args, options, block });
  }

  note(code: string, line: number, message: string): void {
    this.world.note(code, this.file, line, message);
  }
}
