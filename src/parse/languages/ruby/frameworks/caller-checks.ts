/** Turns the bodies of controller methods into what they show of the caller: how it is known, and whether it is turned away. */
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { constantName } from "../names.js";
import {
  argumentsOf,
  CallNode,
  childrenOf,
  DefNode,
  IndexOrWriteNode,
  LocalVariableReadNode,
  type Node,
} from "../nodes.js";
import { refusalsIn } from "./caller-refusals.js";

/** Rails' own ways of asking for a name and a secret. */
const CHALLENGES: Readonly<Record<string, string>> = {
  authenticate_or_request_with_http_basic: "basic",
  authenticate_with_http_basic: "basic",
  http_basic_authenticate_or_request_with: "basic",
  request_http_basic_authentication: "basic",
  authenticate_or_request_with_http_digest: "basic",
  authenticate_or_request_with_http_token: "token",
  authenticate_with_http_token: "token",
  request_http_token_authentication: "token",
  "doorkeeper_authorize!": "token",
};
const STORES: Readonly<Record<string, string>> = { session: "session", cookies: "session", warden: "devise" };
const REFUSES =
  /^(redirect_to|redirect_back|redirect_back_or_to|render|head|raise|throw|halt|error!|authorize!?|authenticate\w*!|(access_)?den(y|ied)\w*|unauthorized\w*|forbidden\w*|not_found\w*|request_(http_)?\w*auth\w*|authenticate_or_request_\w+)$/;
/** Calls that lead nowhere in the app's own code. */
const PLAIN =
  /^(params|request|response|render|redirect_to|redirect_back|head|respond_to|flash|raise|puts|lambda|proc|t|l|format|require|cookies|session|block_given\?)$|_(path|url)$/;
/** Calls that leave it to the app's rules who may: Pundit, CanCanCan, Action Policy. */
const RULES = /^(authorize!?|authorize_with|authorized_scope)$/;
const TELLING = /auth|token|jwt|session/i;

interface Checks {
  readonly kinds: Set<string>;
  readonly challenges: Set<string>;
  readonly calls: Set<string>;
  readonly rules: Set<string>;
  /** What conditions that turn callers away ask for. */
  readonly asks: Set<string>;
  refuses: boolean;
}

const isRequest = (node: Node): boolean =>
  (node instanceof CallNode || node instanceof LocalVariableReadNode) && /^req(uest)?$/.test(node.name);

function readHeader(call: CallNode, file: RubyFile, checks: Checks): void {
  const { receiver } = call;
  if (!(receiver instanceof CallNode)) return;
  const name = argumentsOf(call)
    .map((node) => file.text(node) ?? "")
    .join("");
  if (receiver.name === "headers" || receiver.name === "env") {
    if (/api.?key/i.test(name)) checks.kinds.add("api-key");
    else if (/authorization|token/i.test(name)) checks.kinds.add("token");
    else if (/warden/i.test(name)) checks.kinds.add("devise");
  } else if (receiver.name === "params" && receiver.receiver === null) {
    if (/api.?key/i.test(name)) checks.kinds.add("api-key");
    else if (/(^|_)token$/i.test(name)) checks.kinds.add("token");
  } else if (receiver.receiver === null || isRequest(receiver.receiver)) {
    const kind = STORES[receiver.name];
    if (kind !== undefined) checks.kinds.add(kind);
  }
}

function readCall(call: CallNode, file: RubyFile, checks: Checks): void {
  const { name, receiver } = call;
  const challenge = CHALLENGES[name];
  if (challenge !== undefined) {
    checks.kinds.add(challenge);
    checks.challenges.add(name);
  }
  if (name === "[]" || name === "fetch") readHeader(call, file, checks);
  if (name === "authorization" && receiver instanceof CallNode && receiver.name === "request")
    checks.kinds.add("token");
  const constant = constantName(receiver);
  if (constant !== null && /^(::)?JWT$|JsonWebToken/.test(constant)) checks.kinds.add("jwt");
  else if (constant !== null && TELLING.test(constant)) checks.calls.add(`::${constant.replace(/^::/, "")}`);
  if (receiver instanceof CallNode && receiver.receiver === null && STORES[receiver.name] !== undefined) {
    checks.kinds.add(STORES[receiver.name] ?? "");
  }
  if (receiver !== null) return;
  if (REFUSES.test(name)) checks.refuses = true;
  if (RULES.test(name) && call.arguments_ !== null) checks.rules.add(name);
  if (!PLAIN.test(name) && challenge === undefined) checks.calls.add(name);
}

function readBody(node: Node, file: RubyFile, checks: Checks): void {
  if (node instanceof CallNode) readCall(node, file, checks);
  if (node instanceof IndexOrWriteNode && node.receiver instanceof CallNode) {
    const kind = STORES[node.receiver.name];
    if (kind !== undefined) checks.kinds.add(kind);
  }
  if (node instanceof DefNode) return;
  for (const child of childrenOf(node)) readBody(child, file, checks);
}

export const callerChecks = defineRubyFramework({
  id: "caller-checks",
  reads: (path) =>
    /(^|\/)(controllers|helpers|api|lib|concerns|constraints|services)\//.test(path) &&
    !/(^|\/)(spec|test)\//.test(path),
  enterMethod(method, name, file) {
    const checks: Checks = {
      kinds: new Set(),
      challenges: new Set(),
      calls: new Set(),
      rules: new Set(),
      asks: new Set(),
      refuses: false,
    };
    for (const child of childrenOf(method)) readBody(child, file, checks);
    if (method.body !== null) refusalsIn(method.body, file, checks.asks);
    const { kinds, challenges, calls, rules, asks, refuses } = checks;
    if (kinds.size === 0 && calls.size === 0 && !refuses) return;
    const value = {
      within: name,
      kinds: [...kinds],
      challenges: [...challenges],
      calls: [...calls],
      rules: [...rules],
      asks: [...asks],
      refuses,
    };
    file.add({ kind: "setting", framework: "rails", name: "caller-checks", value, line: file.line(method) });
  },
});
