/** Assembles the public Analysis from the results of all stages. */
import type { AnalysedRoute, Analysis } from "../model/analysis.js";
import type { AppModel, Route, RouteDetail } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { Diagnostic } from "../model/evidence.js";
import type { FileFacts } from "../model/file-facts.js";
import type { Finding } from "../model/finding.js";
import type { History } from "../model/history.js";
import type { Hotspot } from "../model/hotspot.js";
import type { Proposal } from "../model/proposal.js";
import type { Resolution } from "../model/resolution.js";
import type { Traffic } from "../model/traffic.js";
import type { Workspace } from "../model/workspace.js";
import { byKeys } from "../text/order.js";

/** What is known of an app before boundaries are proposed. */
export interface Composition {
  readonly app: AppModel;
  readonly graph: CodeGraph;
  readonly history: History;
  readonly traffic: Traffic;
  readonly hotspots: readonly Hotspot[];
  readonly findings: readonly Finding[];
  readonly diagnostics: readonly Diagnostic[];
}

/** `targets`: platforms that are decided; empty while nothing is. */
export function assembleAnalysis(composition: Composition, proposal: Proposal, targets: readonly string[]): Analysis {
  const { app } = composition;
  const { name, languages, frameworks } = app;
  const { sources, stack, buildpacks, processes, addons, environments, domains, scripts, cost } = app.heroku;
  const { verdict, reasons, services, cuts, order, metrics } = proposal;
  return {
    schema: "valueline/analysis/1",
    app: { name, commit: composition.history.head, languages, frameworks },
    heroku: {
      sources,
      stack,
      buildpacks,
      processes,
      addons,
      configVars: app.configVars,
      environments,
      domains,
      scripts,
      cost,
    },
    routes: app.routes.map((route, at) => describeRoute(route, app.routeDetails[at])),
    models: app.models,
    tables: app.tables,
    transactions: app.transactions,
    jobs: app.jobs.map(({ options: _options, library: _library, ...job }) => job),
    messages: app.messages,
    schedules: app.schedules,
    integrations: app.integrations,
    frontends: app.frontends,
    findings: weighFindings(composition.findings, targets),
    hotspots: composition.hotspots,
    modules: proposal.modules,
    shared: proposal.shared,
    unplaced: proposal.unplaced,
    proposal: { verdict, reasons, services, cuts, order, metrics },
    diagnostics: sortDiagnostics([...composition.diagnostics, ...proposal.notes.map(noteMissing)]),
  };
}

const describeRoute = (route: Route, detail: RouteDetail | undefined): AnalysedRoute => ({
  ...route,
  authentication: detail?.authentication ?? { kind: "none", guards: [] },
  touches: detail?.touches ?? null,
});

/** What Heroku alone excuses weighs more once the app is to leave it. */
function weighFindings(findings: readonly Finding[], targets: readonly string[]): readonly Finding[] {
  const leaves = targets.some((target) => target !== "heroku");
  return findings.map(({ elsewhere, ...finding }) => ({
    ...finding,
    severity: leaves ? (elsewhere ?? finding.severity) : finding.severity,
  }));
}

interface Sources {
  readonly workspace: Workspace;
  readonly facts: readonly FileFacts[];
  readonly history: History;
  readonly app: AppModel;
  readonly resolution: Resolution;
}

/** Everything that any stage could not read or understand, each said once. */
export function collectDiagnostics({ workspace, facts, history, app, resolution }: Sources): readonly Diagnostic[] {
  const ofFiles = facts.flatMap((file) => file.diagnostics.map((diagnostic) => ({ ...diagnostic, path: file.path })));
  const skipped = workspace.skipped.map(({ path, reason }) => ({
    code: "file-skipped",
    path,
    line: null,
    message: reason,
  }));
  const noted = history.note === null ? [] : [noteMissing(history.note)];
  return sortDiagnostics([
    ...ofFiles,
    ...skipped,
    ...noted,
    ...app.diagnostics,
    ...app.heroku.diagnostics,
    ...resolution.diagnostics,
  ]);
}

const noteMissing = (message: string): Diagnostic => ({ code: "view-missing", path: "", line: null, message });

function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const unique = new Map(
    diagnostics.map(({ code, path, line, message }) => [
      `${code}\0${path}\0${line}\0${message}`,
      { code, path, line, message },
    ]),
  );
  return [...unique.values()].sort(
    byKeys(
      ({ code }) => code,
      ({ path }) => path,
      ({ line }) => line ?? 0,
      ({ message }) => message,
    ),
  );
}
