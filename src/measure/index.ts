/** Ranks the source files that hurt, from graph, history and traffic. */
import type { CodeGraph } from "../model/code-graph.js";
import type { History } from "../model/history.js";
import type { Hotspot } from "../model/hotspot.js";
import type { Traffic } from "../model/traffic.js";

export function measureHotspots(_graph: CodeGraph, _history: History, _traffic: Traffic): readonly Hotspot[] {
  return [];
}
