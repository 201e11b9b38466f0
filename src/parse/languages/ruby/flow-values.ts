/** Turns expressions into the chains of calls that a flow is written in: "Order.where.first", "@order.lines", "find_order()". */
import { listOf } from "./call-arguments.js";
import { textOf } from "./literals.js";
import { constantName } from "./names.js";
import {
  AssocNode,
  argumentsOf,
  CallNode,
  ConstantPathNode,
  ConstantReadNode,
  ForwardingSuperNode,
  HashNode,
  InstanceVariableReadNode,
  KeywordHashNode,
  LocalVariableReadNode,
  type Node,
  ParenthesesNode,
  SelfNode,
  StatementsNode,
  SuperNode,
} from "./nodes.js";

/** Things every app has that hold no rows, and calls that only speak to the browser. */
const SILENT =
  /^(params|request|response|session|cookies|flash|headers|options|opts|args|config|env|errors|logger|attributes|format|hash|json|page|I18n|Rails|ENV|File|Dir|Time|Date|DateTime|Hash|Array|Set|JSON|YAML|CSV|Logger|SecureRandom|Struct|Digest|URI|Pathname|FileUtils|Tempfile|Redis|Faraday|HTTParty|Net|OpenSSL|Base64|Kernel|Math|Process|Thread|Mutex)$|^(redirect_to|redirect_back|render|render_to_string|respond_to|respond_with|head|send_data|send_file|t|l|translate|puts|raise|fail|require|lambda|proc|loop|format|sleep|expires_in|fresh_when|stale\?|block_given\?)\(?\)?$|_(path|url)(\(\))?$/;
/** Calls that hand their first argument on, narrowed to what the caller may see or page by page. */
const HANDS_ON = /^(policy_scope|authorize|paginate|decorate|present|apply_scopes|Array)$/;
/** Calls that name the method they call. */
const SENDS = /^(try!?|send|public_send|__send__)$/;
const JOINS = /^(includes|eager_load|preload|joins|left_joins|left_outer_joins)$/;

const unwrap = (node: Node): Node => {
  const body = node instanceof ParenthesesNode ? node.body : null;
  const only = body instanceof StatementsNode && body.body.length === 1 ? body.body[0] : null;
  return only ? unwrap(only) : node;
};

/** Names that a bare call stands for: with arguments it is no variable. */
function bareCall(call: CallNode): string | null {
  const first = argumentsOf(call)[0];
  if (first === undefined) return call.name;
  const handed = HANDS_ON.test(call.name) ? chainOf(first) : null;
  if (call.name === "Array") return handed;
  return handed === null ? `${call.name}()` : `${handed}.${call.name}`;
}

function rootOf(node: Node): string | null {
  if (node instanceof LocalVariableReadNode || node instanceof InstanceVariableReadNode) return node.name;
  if (node instanceof SelfNode) return "self";
  if (node instanceof SuperNode || node instanceof ForwardingSuperNode) return "super()";
  if (node instanceof ConstantReadNode || node instanceof ConstantPathNode) return constantName(node);
  return null;
}

/** The chain an expression is; null where it is none, or one of things that hold no rows. */
export function chainOf(start: Node): string | null {
  const links: string[] = [];
  let at = unwrap(start);
  while (at instanceof CallNode && at.receiver !== null) {
    if (at.name !== "[]") links.push(SENDS.test(at.name) ? (textOf(argumentsOf(at)[0]) ?? at.name) : at.name);
    at = unwrap(at.receiver);
  }
  const root = at instanceof CallNode ? bareCall(at) : rootOf(at);
  if (root === null || SILENT.test(root)) return null;
  return [root, ...links.reverse()].join(".");
}

/** Chains of the associations that `joins(:lines, payments: :card)` reads besides. */
export function joinedChains(call: CallNode): readonly string[] {
  if (!JOINS.test(call.name)) return [];
  const on = chainOf(call);
  if (on === null) return [];
  const names = (node: Node): string[] => {
    if (node instanceof HashNode || node instanceof KeywordHashNode) return node.elements.flatMap((one) => names(one));
    if (!(node instanceof AssocNode)) return [...listOf(node)];
    return listOf(node.key).flatMap((key) => [key, ...names(node.value).map((rest) => `${key}.${rest}`)]);
  };
  return argumentsOf(call)
    .flatMap((node) => names(node))
    .filter((name) => /^[\w.]+$/.test(name))
    .map((name) => `${on}.${name}`);
}
