/** Turns the proposal into the ground of each answer: the files, tables, routes and cuts it rests on. */
import type { AppModel, Frontend } from "../model/app-model.js";
import type { Cut, Module, Proposal } from "../model/proposal.js";
import { byText } from "../text/order.js";
import { digestFacts } from "./digest.js";

export interface Ground {
  readonly app: AppModel;
  readonly proposal: Proposal;
}

export interface ServiceGround {
  readonly modules: readonly Module[];
  readonly files: readonly string[];
  readonly tables: readonly string[];
  readonly routes: readonly string[];
  readonly cuts: readonly Cut[];
  readonly digest: string;
}

const unique = (items: readonly string[]): readonly string[] => [...new Set(items)].sort(byText);

/** What a service made of these modules holds. */
export function serviceGround({ proposal }: Ground, id: string, moduleIds: readonly string[]): ServiceGround {
  const modules = proposal.modules.filter((module) => moduleIds.includes(module.id) || moduleIds.includes(module.name));
  const files = unique(modules.flatMap((module) => module.files));
  const tables = unique(modules.flatMap((module) => module.tables));
  const routes = unique(modules.flatMap((module) => module.routes));
  const cuts = proposal.cuts.filter((cut) => cut.from === id || cut.to === id);
  const digest = digestFacts({ files, tables, routes, cuts: cuts.map((cut) => `${cut.id} ${cut.count}`) });
  return { modules, files, tables, routes, cuts, digest };
}

export const cutDigest = (cut: Cut): string =>
  digestFacts({ cut: [cut.kind, cut.from, cut.to, String(cut.count)], places: cut.evidence.map(({ path }) => path) });

export const frontendDigest = ({ path, build, output }: Frontend): string =>
  digestFacts({ frontend: [path, build ?? "", output ?? ""] });

export const addonsDigest = ({ app }: Ground): string =>
  digestFacts({ addons: app.heroku.addons.map((addon) => `${addon.plan} ${addon.as ?? ""}`) });
