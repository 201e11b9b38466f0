/** Turns an action with the filters around it into the models that they read and write. */
import type { RouteTouch } from "../../../model/app-model.js";
import type { FileFacts } from "../../../model/file-facts.js";
import { byKeys } from "../../../text/order.js";
import { type FlowCode, readFlowCode } from "../../ruby/flows/code.js";
import { FlowRun } from "../../ruby/flows/run.js";
import { type ObjectValue, row } from "../../ruby/flows/values.js";
import type { ModelClass } from "../../ruby/model-classes.js";
import { nestingOf } from "../../ruby/model-names.js";
import type { Controllers } from "./controllers.js";
import { runningFilters } from "./guards.js";

const KINDS = ["before", "around", "after"];
/** CanCanCan's, which fills @order or @orders before the action. https://github.com/CanCanCommunity/cancancan */
const LOADS = /^(load_and_authorize_resource|load_resource)$/;
const RAILS = /^(ActionController|AbstractController|ActionView|ActiveSupport|ApplicationController)\b/;

/** The model that a controller is named after. */
function modelNamed(controller: string, { ruby, classes }: FlowCode): ModelClass | null {
  const short = ruby.inflector.singularize(controller.replace(/^.*::|Controller$/g, ""));
  const found = classes.lookup(short, nestingOf(controller.replace(/(::)?[^:]+$/, "")));
  return (found === null ? null : ruby.models.get(found.name)) ?? null;
}

export class ActionTouches {
  readonly #code: FlowCode;

  constructor(
    facts: readonly FileFacts[],
    private readonly controllers: Controllers,
  ) {
    this.#code = readFlowCode(facts);
  }

  /** By model: what blocks of a Rack application do, its filters first. */
  ofBlocks(className: string, flows: readonly string[]): readonly RouteTouch[] {
    const self: ObjectValue = { kind: "object", name: className, held: new Map() };
    const run = new FlowRun(this.#code);
    for (const flow of flows) run.run(flow, self, 0);
    return [...run.touches.values()].sort(byKeys(({ model }) => model));
  }

  /** By model; null where the action is a gem's, whose code is not here. */
  of(className: string, action: string): readonly RouteTouch[] | null {
    const method = this.#code.dispatch(className, action, false);
    if (method === null && this.#leavesApp(className)) return null;
    const self: ObjectValue = { kind: "object", name: className, held: new Map() };
    const run = new FlowRun(this.#code);
    const filters = this.controllers.filtersOf(className);
    for (const name of runningFilters(filters, action, KINDS)) this.#runFilter(name, self, run);
    if (method !== null) run.run(method, self, 0);
    return [...run.touches.values()].sort(byKeys(({ model }) => model));
  }

  #runFilter(name: string, self: ObjectValue, run: FlowRun): void {
    if (!LOADS.test(name)) {
      run.call(name, self);
      return;
    }
    const model = modelNamed(self.name, this.#code);
    const place = this.#code.classes.get(self.name);
    if (model === null || place === null) return;
    const short = this.#code.ruby.inflector.underscore(model.name.replace(/^.*::/, ""));
    self.held.set(`@${short}`, row(model));
    run.touch({ model, mode: "read" }, place.path, place.line);
  }

  #leavesApp(className: string): boolean {
    const top = this.controllers.lineage(className).filter((name) => this.#code.classes.get(name) === null);
    return top.some((name) => !RAILS.test(name));
  }
}
