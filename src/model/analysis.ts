/** Analysis: the public result, the shape of `migration/analysis.json`. */
import type {
  FrameworkUse,
  Frontend,
  Integration,
  Job,
  LanguageCount,
  Message,
  Model,
  Route,
  RouteDetail,
  RouteTouch,
  Table,
  Transaction,
} from "./app-model.js";
import type { Diagnostic } from "./evidence.js";
import type { Finding } from "./finding.js";
import type { ConfigVar, HerokuAddon, HerokuProcess, MonthlyCost, Schedule } from "./heroku-app.js";
import type { Hotspot } from "./hotspot.js";
import type { Module, Proposal } from "./proposal.js";

/** A route with how its caller is known and which models it touches; null where that is not known. */
export interface AnalysedRoute extends Route, Pick<RouteDetail, "authentication"> {
  readonly touches: readonly RouteTouch[] | null;
}

export interface Analysis {
  readonly schema: "valueline/analysis/1";
  readonly app: {
    readonly name: string;
    readonly commit: string | null;
    readonly languages: readonly LanguageCount[];
    readonly frameworks: readonly FrameworkUse[];
  };
  readonly heroku: {
    readonly sources: readonly string[];
    readonly stack: string | null;
    readonly buildpacks: readonly string[];
    readonly processes: readonly HerokuProcess[];
    readonly addons: readonly HerokuAddon[];
    readonly configVars: readonly ConfigVar[];
    readonly environments: readonly string[];
    readonly domains: readonly string[];
    readonly scripts: readonly { readonly name: string; readonly command: string }[];
    readonly cost: MonthlyCost | null;
  };
  readonly routes: readonly AnalysedRoute[];
  readonly models: readonly Model[];
  readonly tables: readonly Table[];
  readonly transactions: readonly Transaction[];
  readonly jobs: readonly Job[];
  readonly messages: readonly Message[];
  readonly schedules: readonly Schedule[];
  readonly integrations: readonly Integration[];
  readonly frontends: readonly Frontend[];
  readonly findings: readonly Finding[];
  readonly hotspots: readonly Hotspot[];
  readonly modules: readonly Module[];
  readonly shared: Proposal["shared"];
  readonly unplaced: Proposal["unplaced"];
  readonly proposal: Pick<Proposal, "verdict" | "reasons" | "services" | "cuts" | "order" | "metrics">;
  readonly diagnostics: readonly Diagnostic[];
}
