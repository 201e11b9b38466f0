/** Turns flags and `valueline.yaml` into the settings of an analysis; flags win. */
import { readConfigFile } from "../io/config-file.js";
import { DECISIONS_PATH, findDecisionsText } from "../io/decisions-file.js";
import { UserError } from "../model/errors.js";
import type { PartitionOptions, Pin } from "../model/proposal.js";
import { DEFAULT_PARTITION, readPins } from "../pipeline.js";
import type { AnalysisOptions } from "./command.js";

export interface Settings {
  readonly partition: PartitionOptions;
}

type Views = PartitionOptions["views"];

export function readSettings(root: string, options: AnalysisOptions): Settings {
  const file = readConfigFile(root, options.config);
  const views = {
    ...DEFAULT_PARTITION.views,
    ...checkViews(file.views ?? {}, "valueline.yaml"),
    ...parseViews(options.views),
  };
  const resolution = options.resolution === undefined ? (file.resolution ?? null) : Number(options.resolution);
  if (resolution !== null && !(resolution > 0)) {
    throw new UserError(`--resolution takes a number above 0, not "${options.resolution ?? file.resolution}"`, {
      hint: "for example --resolution 1.5",
    });
  }
  const decided = readPins(findDecisionsText(root), DECISIONS_PATH);
  const pins = [...decided, ...[...(file.pins ?? []), ...(options.pin ?? [])].map(parsePin)];
  // A hidden layout hides the team's own statement with it: both speak by folder names.
  const hidden = views.layout === 0 ? { ...views, declared: 0 } : views;
  return { partition: { ...DEFAULT_PARTITION, views: hidden, resolution, pins } };
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
  const names = Object.keys(DEFAULT_PARTITION.views);
  for (const [name, weight] of Object.entries(weights)) {
    if (!names.includes(name))
      throw new UserError(`${source}: unknown view "${name}"`, { hint: `the views are ${names.join(", ")}` });
    if (!(weight >= 0))
      throw new UserError(`${source}: the weight of ${name} must be a number of 0 or more`, {
        hint: "0 switches a view off",
      });
  }
  return weights as Partial<Views>;
}

/** "A with B" or "A apart from B". */
function parsePin(text: string): Pin {
  const together = /^(.+?)\s+with\s+(.+)$/.exec(text);
  const apart = /^(.+?)\s+apart\s+from\s+(.+)$/.exec(text);
  const found = apart ?? together;
  if (found === null)
    throw new UserError(`--pin does not understand "${text}"`, {
      hint: "write 'A with B' or 'A apart from B'; A and B are models, tables, modules or paths",
    });
  return { kind: apart === null ? "with" : "apart", a: found[1]!, b: found[2]! };
}
