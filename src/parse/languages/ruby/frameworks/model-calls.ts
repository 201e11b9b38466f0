/** Turns calls that read or write rows (`Invoice.where`, `user.invoices.create!`) into table uses. */
import type { Origin } from "../../../../model/file-facts.js";
import { listOf } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { constantName } from "../names.js";
import {
  AssocNode,
  argumentsOf,
  BlockNode,
  CallNode,
  childrenOf,
  DefNode,
  HashNode,
  InstanceVariableReadNode,
  KeywordHashNode,
  LambdaNode,
  LocalVariableReadNode,
  type Node,
  SelfNode,
} from "../nodes.js";
import { assignedValue } from "./assignments.js";

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const WRITES = words(`
  create create! save save! update update! update_all update_attribute update_attribute! update_attributes update_attributes!
  update_column update_columns delete delete_all delete_by destroy destroy! destroy_all destroy_by destroy_or_soft_delete
  insert insert! insert_all insert_all! upsert upsert_all increment! decrement! toggle! touch touch_all update_counters
  increment_counter decrement_counter find_or_create_by find_or_create_by! create_or_find_by create_or_find_by! first_or_create
  first_or_create! bulk_import import! push <<`);
/** Writes that plain Ruby objects have too: on something whose model is not told they count only after an association. */
const WEAK_WRITES = words("delete insert push << update create touch import");
const READS = words(`
  where find_by find_by! find_each find_in_batches in_batches pluck includes eager_load preload joins left_joins left_outer_joins
  exists? find_or_initialize_by find_sole_by sole order limit distinct unscoped ids pick rewhere
  all find first last take count sum average minimum maximum any? none? many? empty? size length each map select first! last!
  group having not or merge none lock references find_by_sql count_by_sql reload to_a present? blank?`);
const WEAK_READS = words(`
  all find first last take count sum average minimum maximum any? none? many? empty? size length each map select first! last!
  group not or merge none lock references order limit reload to_a ids pick sole present? blank?`);
const JOINS = words("includes eager_load preload joins left_joins left_outer_joins");
/** Steps that leave the model what it is. */
const SAME = words(`
  where not find find_by find_by! first last take order limit distinct unscoped new build all includes joins eager_load preload
  left_joins left_outer_joins find_or_create_by find_or_create_by! find_or_initialize_by create create! lock rewhere merge select
  group having or with_deleted with_discarded readonly tap reload first_or_create first_or_create! find_each sole none`);
/** Things every app has that are no rows. */
const NO_ROWS =
  /^(params|request|response|session|cookies|flash|headers|options|opts|args|config|env|errors|logger|attributes|hash|result|results|data|json|Rails|ENV|File|Dir|Time|Date|DateTime|Hash|Array|Set|JSON|YAML|CSV|Logger|I18n|SecureRandom|Struct|Digest|URI|Pathname|FileUtils|Tempfile|Zip|Redis|Faraday|HTTParty|RestClient|Net|OpenSSL|Base64|Kernel|Math|Process|Thread|Mutex|Rake|Bundler|Gem|Stripe|Sentry|Sidekiq|Resque)$/;

interface Chain {
  /** "Invoice", "user", "@user", "self". */
  readonly root: string;
  readonly constant: Origin | null;
  readonly links: readonly string[];
}

/** `line[:account].update!`: the key names what is taken out. */
function keyOf(call: CallNode, file: RubyFile): string | null {
  return call.name === "[]" && call.receiver !== null ? file.text(call.arguments_?.arguments_[0]) : null;
}

function chainOf(
  call: CallNode,
  file: RubyFile,
  seen: WeakSet<CallNode> | null,
  method: DefNode | null,
  depth = 0,
): Chain | null {
  const links: string[] = [];
  let at: Node = call;
  while (at instanceof CallNode) {
    seen?.add(at);
    if (at.receiver === null) {
      if (at === call) return { root: "self", constant: null, links: [at.name] };
      // A bare word in front: a method or a variable of a block, unless it starts a query on the class itself.
      if (READS.has(at.name) && at.arguments_ !== null)
        return { root: "self", constant: null, links: [at.name, ...links.reverse()] };
      return { root: at.name, constant: null, links: links.reverse() };
    }
    const key = keyOf(at, file);
    if (key !== null) return { root: key, constant: null, links: links.reverse() };
    links.push(at.name);
    at = at.receiver;
  }
  const tail = links.reverse();
  const constant = file.constant(at);
  if (constant !== null) return { root: constantName(at) ?? "", constant, links: tail };
  if (at instanceof SelfNode) return { root: "self", constant: null, links: tail };
  if (at instanceof LocalVariableReadNode || at instanceof InstanceVariableReadNode)
    return variable(at, tail, file, method, depth);
  return null;
}

/** A variable stands for what was assigned to it in the same method, where that is a chain itself. */
function variable(
  node: LocalVariableReadNode | InstanceVariableReadNode,
  links: readonly string[],
  file: RubyFile,
  method: DefNode | null,
  depth: number,
): Chain | null {
  const value = depth > 3 || method === null ? null : assignedValue(node.name, method);
  const inner = value instanceof CallNode ? chainOf(value, file, null, method, depth + 1) : null;
  const told =
    inner !== null && (inner.constant !== null || inner.links.length > 0) && inner.links.length + links.length <= 8;
  if (!told || inner === null) return { root: node.name, constant: null, links };
  const constant = inner.constant;
  return { root: inner.root, constant, links: [...inner.links, ...links] };
}

function emit(chain: Chain, mode: "read" | "write", call: CallNode, file: RubyFile, within = file.within): void {
  const plain = chain.constant !== null && chain.links.slice(0, -1).every((link) => SAME.has(link));
  const name = [chain.root, ...chain.links].join(".");
  file.addTable({
    table: null,
    model: plain ? chain.constant : { kind: "unknown", name },
    mode,
    via: plain ? "model" : "association",
    line: file.line(call),
    within,
  });
}

/** `joins(:kyc_checks, accounts: :cards)` reads those associations' tables too. */
function joined(call: CallNode): readonly string[] {
  const names = (node: Node): string[] => {
    if (node instanceof HashNode || node instanceof KeywordHashNode) return node.elements.flatMap((one) => names(one));
    if (node instanceof AssocNode)
      return [
        ...listOf(node.key),
        ...listOf(node.key).flatMap((key) => names(node.value).map((rest) => `${key}.${rest}`)),
      ];
    return [...listOf(node)];
  };
  return (call.arguments_?.arguments_ ?? []).flatMap((node) => names(node));
}

function currentMethod(file: RubyFile): DefNode | null {
  const method = file.scope.state.get("current-method");
  return file.inMethod && method instanceof DefNode ? method : null;
}

const handled = new WeakMap<RubyFile, WeakSet<CallNode>>();

function seenIn(file: RubyFile): WeakSet<CallNode> {
  const seen = handled.get(file) ?? new WeakSet<CallNode>();
  handled.set(file, seen);
  return seen;
}

function counts(chain: Chain, method: string, mode: "read" | "write"): boolean {
  if (NO_ROWS.test(chain.root)) return false;
  if (chain.constant !== null) return true;
  const weak = mode === "write" ? WEAK_WRITES : WEAK_READS;
  return !weak.has(method) || chain.links.length > 1;
}

/** A macro of a class body is a declaration; a scope's lambda is not told apart and reads its own table. */
const isDeclaration = (call: CallNode, file: RubyFile): boolean => call.receiver === null && !file.inMethod;

function readCall(call: CallNode, file: RubyFile): void {
  const seen = seenIn(file);
  const mode = WRITES.has(call.name) ? "write" : "read";
  // The outer call of a chain spoke for it, but a write or a join inside the chain speaks for itself.
  const inner = seen.has(call);
  if ((inner && mode === "read" && !JOINS.has(call.name)) || isDeclaration(call, file)) return;
  const chain = chainOf(call, file, seen, currentMethod(file));
  if (chain === null || !counts(chain, call.name, mode)) return;
  if (!inner || mode === "write") emit(chain, mode, call, file);
  if (JOINS.has(call.name)) emitJoined(chain, call, file);
}

function emitJoined(chain: Chain, call: CallNode, file: RubyFile): void {
  for (const name of joined(call)) {
    emit({ ...chain, constant: null, links: [...chain.links.slice(0, -1), ...name.split(".")] }, "read", call, file);
  }
}

/** `scope :stocked, -> { joins(lines: :stock) }` reads the tables of others. */
function readScope(call: CallNode, file: RubyFile): void {
  const visit = (node: Node): void => {
    if (node instanceof CallNode && JOINS.has(node.name)) {
      const chain = chainOf(node, file, null, null);
      if (chain !== null && chain.root === "self") emitJoined(chain, node, file);
    }
    for (const child of childrenOf(node)) visit(child);
  };
  if (file.inMethod || call.receiver !== null || file.scope.kind !== "class") return;
  const body = argumentsOf(call).find((node) => node instanceof LambdaNode) ?? call.block;
  if (body instanceof LambdaNode || body instanceof BlockNode) visit(body);
}

const CREATE = /^create_(\w+?)!?$/;

/** Writes whose names the models give: `transfer.settled!` of an enum, `card.create_limit!` of an association, `build` before a `save`. */
export function readNamedWrite(call: CallNode, method: DefNode, within: string, saves: boolean, file: RubyFile): void {
  if (call.receiver === null || WRITES.has(call.name) || READS.has(call.name)) return;
  const created = CREATE.test(call.name);
  const built = saves && (call.name === "build" || call.name === "new");
  if (!created && !built && !/[a-z]!$/.test(call.name)) return;
  const chain = chainOf(call, file, null, method);
  if (chain === null || NO_ROWS.test(chain.root) || (built && chain.constant === null && chain.links.length < 2))
    return;
  emit(chain, "write", call, file, within);
}

export const modelCalls = defineRubyFramework({
  id: "model-calls",
  reads: (path) => !/(^|\/)(db|spec|test|tests|features)\/|(^|\/)config\/(routes|environments|locales)/.test(path),
  calls: {
    ...Object.fromEntries([...WRITES, ...READS].map((name) => [name, readCall])),
    scope: readScope,
    default_scope: readScope,
  },
  enterMethod(method, _name, file) {
    file.scope.state.set("current-method", method);
  },
});
