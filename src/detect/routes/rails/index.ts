/** Turns Rails route programs of all files into the routes a client calls: engines under their mounts, partials where drawn. */

import type { Diagnostic } from "../../../model/evidence.js";
import type { Inflector } from "../../../text/inflections.js";
import type { DetectInput } from "../../input.js";
import { activeAdminDevise, drawActiveAdmin } from "./active-admin.js";
import { deviseMethods } from "./devise.js";
import { Evaluator } from "./evaluate.js";
import { CONSTANT_MOUNTS, drawMounted, gemMethods } from "./gems.js";
import { Mapper, type MapperMethods, type MapperWorld } from "./mapper.js";
import type { RouteRow } from "./mapping.js";
import { matchingMethods } from "./matching.js";
import { nestingMethods } from "./nesting.js";
import { Options } from "./options.js";
import { joinPaths, withoutFormat } from "./paths.js";
import { applicationRoots, collectPrograms, mountedNames, type RouteProgram } from "./programs.js";
import { scopingMethods } from "./scoping.js";
import { Constant, entryOf, type Value } from "./values.js";
import { constantValue, isolatedModule, railsWorld } from "./world.js";

const METHODS: MapperMethods = {
  ...scopingMethods,
  ...nestingMethods,
  ...matchingMethods,
  ...deviseMethods,
  ...gemMethods,
};

export interface RailsRows {
  readonly rows: readonly RouteRow[];
  readonly diagnostics: readonly Diagnostic[];
  readonly inflector: Inflector;
}

class RouteSet {
  readonly mounted = new Set<string>();

  constructor(
    private readonly input: DetectInput,
    private readonly programs: readonly RouteProgram[],
    private readonly world: MapperWorld,
  ) {}

  /** Rows of one application or engine, paths below `prefix`. */
  draw(programs: readonly RouteProgram[], modul: string | null, depth: number): readonly RouteRow[] {
    const mapper: Mapper = new Mapper(this.world, METHODS, {
      callValue: (value, args) => evaluator.callValue(value, args),
      drawFile: (name, line) => this.drawPartial(mapper, evaluator, name, line),
      mountEngine: (app, row) => this.mount(mapper, app, row, depth),
      unclaimedEngines: () => this.unclaimed().map((name) => new Constant(name, [])),
    });
    const evaluator: Evaluator = new Evaluator(mapper, {
      constantValue: (file, name, nesting) => constantValue(this.input, file, name, nesting),
      moduleBodies: (file, modul) => {
        const name = this.engineName(modul, file);
        return this.programs.filter((program) => program.as === "module" && program.engine === name);
      },
      callConstant: (target, constant, name, line) => callConstant(target, constant, name, line, this.input),
    });
    for (const program of programs) {
      mapper.insideFile(program.path, () =>
        mapper.insideFrame(modul === null ? {} : { module: modul }, () =>
          evaluator.runAll(program.body, evaluator.topScope()),
        ),
      );
    }
    return mapper.rows;
  }

  private drawPartial(mapper: Mapper, evaluator: Evaluator, name: string, line: number): void {
    const root = mapper.file.replace(/config\/routes(\.rb|\/.*)$/, "");
    const path = `${root}config/routes/${name}.rb`;
    const program = this.programs.find((candidate) => candidate.path === path && candidate.as === "file");
    if (program === undefined) {
      mapper.note("route-not-understood", line, `draw(:${name}): ${path} not found`);
      return;
    }
    mapper.insideFile(path, () => evaluator.runAll(program.body, evaluator.topScope()));
  }

  /** Draws the engine's own routes below its mount; false where its routes are not in this repo. */
  private mount(mapper: Mapper, app: Constant, row: RouteRow, depth: number): boolean {
    const name = this.engineName(app, mapper.file);
    const programs = this.programs.filter((program) => program.engine === name && isRouteSet(program));
    if (programs.length === 0 || depth > 5) {
      mapper.rows.push({ ...row, handler: `mount:${app.name}` });
      return true;
    }
    this.mounted.add(name);
    for (const inner of this.draw(programs, isolatedModule(this.input, name, this.world), depth + 1)) {
      mapper.rows.push({
        ...inner,
        path: joinPaths(row.path, inner.path),
        host: inner.host ?? row.host,
        constraints: [...new Set([...row.constraints, ...inner.constraints])].sort(),
      });
    }
    return true;
  }

  /** Engines with routes that no `mount` names. */
  private unclaimed(): readonly string[] {
    const claimed = new Set(this.programs.flatMap((program) => mountedNames(program.body)));
    const names = this.programs.flatMap((program) => (program.as === "module" ? [] : (program.engine ?? [])));
    return [...new Set(names)].filter((name) => !claimed.has(name)).sort();
  }

  private engineName(app: Constant, file: string): string {
    const target = this.input.resolution.resolve(file, { kind: "constant", name: app.name, nesting: app.nesting });
    return target.kind === "definition" ? target.name : app.name.replace(/^::/, "");
  }
}

const isRouteSet = (program: RouteProgram): boolean => program.as !== "file" && program.as !== "module";

function callConstant(
  mapper: Mapper,
  constant: string,
  name: string,
  line: number,
  { facts }: DetectInput,
): Value | undefined {
  if (constant === "ActiveAdmin::Devise" && name === "config") return activeAdminDevise(facts, mapper.world.signOutVia);
  const mount = entryOf(CONSTANT_MOUNTS, constant);
  const admin = constant === "ActiveAdmin" && name === "routes";
  if (!admin && (mount === undefined || mount[0] !== name)) return undefined;
  const source = `${constant}.${name}`;
  const call = { name, args: [], options: new Options(), block: null, closure: null, line, source };
  if (admin) drawActiveAdmin(mapper, call, facts);
  else if (mount !== undefined) drawMounted(mapper, call, mount[1], constant);
  return null;
}

/** Engines that no application of this repo mounts: their own paths, said so. */
function drawUnmounted(
  set: RouteSet,
  input: DetectInput,
  programs: readonly RouteProgram[],
  world: MapperWorld,
  hasApp: boolean,
) {
  const names = [...new Set(programs.flatMap((program) => (isRouteSet(program) ? (program.engine ?? []) : [])))].filter(
    (name) => !set.mounted.has(name),
  );
  return names.sort().flatMap((name) => {
    const own = programs.filter((program) => program.engine === name && isRouteSet(program));
    const [first] = own;
    if (first === undefined) return [];
    world.note(
      "route-prefix-unknown",
      first.path,
      first.line,
      `${name} is mounted nowhere in this repo: ${hasApp ? "its routes are left out" : "paths are its own"}`,
    );
    return hasApp ? [] : set.draw(own, isolatedModule(input, name, world), 0);
  });
}

export function drawRailsRoutes(input: DetectInput): RailsRows {
  const diagnostics: Diagnostic[] = [];
  const programs = collectPrograms(input);
  const world = railsWorld(input, diagnostics);
  const { inflector } = world;
  if (programs.length === 0) return { rows: [], diagnostics, inflector };
  const set = new RouteSet(input, programs, world);
  const own = programs.filter((program) => program.engine === null && isRouteSet(program));
  const roots = [...new Set(own.map((program) => program.root))].sort();
  const rows = roots.flatMap((root) =>
    set.draw(
      own.filter((program) => program.root === root),
      null,
      0,
    ),
  );
  const rest = drawUnmounted(set, input, programs, world, applicationRoots(input).length > 0);
  return { rows: [...rows, ...rest].map((row) => ({ ...row, path: withoutFormat(row.path) })), diagnostics, inflector };
}
