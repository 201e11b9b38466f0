/** Turns flags and `valueline.yaml` into the settings of an analysis; flags win. */
import { readConfigFile } from "../io/config-file.js";
import { DECISIONS_PATH, findDecisionsText } from "../io/decisions-file.js";
import { UserError } from "../model/errors.js";
import type { PartitionOptions, Pin } from "../model/proposal.js";
import type { AnalysisOptions } from "./command.js";

/** What flags and files say; what they leave open, the partition's own defaults fill. */
export interface Settings {
  readonly views: Partial<Views>;
  readonly resolution: number | null;
  readonly pins: readonly Pin[];
  /** Platforms that are decided. */
  readonly targets: readonly string[];
}

type Views = PartitionOptions["views"];

const VIEWS: readonly (keyof Views)[] = ["static", "data", "runtime", "history", "words", "declared", "layout"];

export async function readSettings(root: string, options: AnalysisOptions): Promise<Settings> {
  const file = await readConfigFile(root, options.config);
  const views = { ...checkViews(file.views ?? {}, "valueline.yaml"), ...parseViews(options.views) };
  const resolution = options.resolution === undefined ? (file.resolution ?? null) : Number(options.resolution);
  if (resolution !== null && !(resolution > 0)) {
    throw new UserError(`--resolution takes a number above 0, not "${options.resolution ?? file.resolution}"`, {
      hint: "for example --resolution 1.5",
    });
  }
  const decided = await readDecided(root);
  const pins = [...decided.pins, ...[...(file.pins ?? []), ...(options.pin ?? [])].map(parsePin)];
  // A hidden layout hides the team's own statement with it: both speak by folder names.
  return { views: views.layout === 0 ? { ...views, declared: 0 } : views, resolution, pins, targets: decided.targets };
}

async function readDecided(root: string): Promise<Pick<Settings, "pins" | "targets">> {
  const text = findDecisionsText(root);
  if (text === null) return { pins: [], targets: [] };
  // Loaded only here: an unchanged repo is answered without the pipeline.
  const { readDecisions } = await import("../pipeline.js");
  return readDecisions(text, DECISIONS_PATH);
}

function parseViews(text: string | undefined): Partial<Views> {
  if (text === undefined) return {};
  const weights = Object.fromEntries(
    text
      .split(",")
      .map((part) => part.split("="))
      .map(([name, weight]) => [name?.trim() ?? "", Number(weight)]),
  );
  return checkViews(weights, "--views");
}

function checkViews(weights: Readonly<Record<string, number>>, source: string): Partial<Views> {
  for (const [name, weight] of Object.entries(weights)) {
    if (!VIEWS.some((view) => view === name))
      throw new UserError(`${source}: unknown view "${name}"`, { hint: `the views are ${VIEWS.join(", ")}` });
    if (!(weight >= 0))
      throw new UserError(`${source}: the weight of ${name} must be a number of 0 or more`, {
        hint: "0 switches a view off",
      });
  }
  return weights as Partial<Views>;
}

/** "A with B" or "A apart from B". */
export function parsePin(text: string): Pin {
  const together = /^(.+?)\s+with\s+(.+)$/.exec(text);
  const apart = /^(.+?)\s+apart\s+from\s+(.+)$/.exec(text);
  const found = apart ?? together;
  if (found === null)
    throw new UserError(`--pin does not understand "${text}"`, {
      hint: "write 'A with B' or 'A apart from B'; A and B are models, tables, modules or paths",
    });
  return { kind: apart === null ? "with" : "apart", a: found[1]!, b: found[2]! };
}
