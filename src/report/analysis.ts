/** Assembles the public Analysis from the results of all stages. */
import type { Analysis } from "../model/analysis.js";
import type { AppModel } from "../model/app-model.js";
import type { Diagnostic } from "../model/evidence.js";
import type { FileFacts } from "../model/file-facts.js";
import type { Finding } from "../model/finding.js";
import type { History } from "../model/history.js";
import type { Hotspot } from "../model/hotspot.js";
import type { Proposal } from "../model/proposal.js";
import type { Resolution } from "../model/resolution.js";
import type { Workspace } from "../model/workspace.js";
import { byKeys } from "../text/order.js";

interface Parts {
  readonly workspace: Workspace;
  readonly facts: readonly FileFacts[];
  readonly history: History;
  readonly app: AppModel;
  readonly resolution: Resolution;
  readonly hotspots: readonly Hotspot[];
  readonly findings: readonly Finding[];
  readonly proposal: Proposal;
}

export function assembleAnalysis(parts: Parts): Analysis {
  const { app, proposal } = parts;
  const { name, languages, frameworks } = app;
  const { sources, stack, buildpacks, processes, addons, environments, domains, scripts } = app.heroku;
  const { verdict, reasons, services, cuts, order, metrics } = proposal;
  return {
    schema: "valueline/analysis/1",
    app: { name, commit: parts.history.head, languages, frameworks },
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
    },
    routes: app.routes,
    models: app.models,
    tables: app.tables,
    transactions: app.transactions,
    jobs: app.jobs,
    messages: app.messages,
    schedules: app.schedules,
    integrations: app.integrations,
    frontends: app.frontends,
    findings: parts.findings,
    hotspots: parts.hotspots,
    modules: proposal.modules,
    shared: proposal.shared,
    unplaced: proposal.unplaced,
    proposal: { verdict, reasons, services, cuts, order, metrics },
    diagnostics: collectDiagnostics(parts),
  };
}

function collectDiagnostics(parts: Parts): readonly Diagnostic[] {
  const ofFiles = parts.facts.flatMap((file) => file.diagnostics.map((d) => ({ ...d, path: file.path })));
  const skipped = parts.workspace.skipped.map(({ path, reason }) => ({
    code: "file-skipped",
    path,
    line: null,
    message: reason,
  }));
  const notes = [...parts.proposal.notes, ...(parts.history.note === null ? [] : [parts.history.note])];
  const noted = notes.map((message) => ({ code: "view-missing", path: "", line: null, message }));
  const all: Diagnostic[] = [
    ...ofFiles,
    ...skipped,
    ...noted,
    ...parts.app.diagnostics,
    ...parts.app.heroku.diagnostics,
    ...parts.resolution.diagnostics,
  ];
  const seen = new Map(all.map((d) => [`${d.code}\0${d.path}\0${d.line}\0${d.message}`, d]));
  return [...seen.values()].sort(
    byKeys(
      (d) => d.code,
      (d) => d.path,
      (d) => d.line ?? 0,
      (d) => d.message,
    ),
  );
}
