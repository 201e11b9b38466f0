/** Finds the conditions in a method's body that turn a caller away for who it is: `head :unauthorized unless current_user`. */
import type { RubyFile } from "../framework.js";
import { constantName } from "../names.js";
import {
  AndNode,
  AssocNode,
  argumentsOf,
  CallNode,
  childrenOf,
  DefNode,
  IfNode,
  IntegerNode,
  KeywordHashNode,
  type Node,
  OrNode,
  UnlessNode,
} from "../nodes.js";

/** Words that ask who is there: what a gem or the app names the caller by. */
const CALLER =
  /^(current_\w*(user|admin|account|member|staff\w*|customer|person|employee|client|teacher|student|partner|role|session|token|key)|\w*(signed|logged)_in\?|authenticated\?|can\?|cannot\?|current_\w+_is_\w+\?|(is_)?admin\?|superuser\?|superadmin\?|authorized\?|policy|session)$/;
const STATUS = /^(unauthorized|forbidden|401|403)$/;
const REFUSAL = /Unauthori[sz]ed|Forbidden|AccessDenied|NotAuthori[sz]ed|NotAuthenticated|InvalidToken|NotAllowed/;

function statusIn(node: Node, file: RubyFile): boolean {
  if (node instanceof IntegerNode) return STATUS.test(String(node.value));
  return STATUS.test(file.text(node) ?? "");
}

/** `head :forbidden`, `render json: x, status: 401`, `raise AccessDenied`: says itself why. */
function denies(node: Node, file: RubyFile): boolean {
  if (!(node instanceof CallNode) || node.receiver !== null) return false;
  const given = argumentsOf(node);
  if (node.name === "head") return given.slice(0, 1).some((one) => statusIn(one, file));
  if (node.name === "raise") return given.some((one) => REFUSAL.test(constantName(one) ?? file.source(one)));
  if (!/^render/.test(node.name)) return false;
  return given.some(
    (one) =>
      one instanceof KeywordHashNode &&
      one.elements.some(
        (pair) => pair instanceof AssocNode && file.text(pair.key) === "status" && statusIn(pair.value, file),
      ),
  );
}

const redirects = (node: Node): boolean =>
  node instanceof CallNode && node.receiver === null && /^(redirect_to|redirect_back\w*|deny_access)$/.test(node.name);

const some = (node: Node | null, holds: (one: Node) => boolean): boolean =>
  node !== null && !(node instanceof DefNode) && (holds(node) || childrenOf(node).some((child) => some(child, holds)));

function callersIn(node: Node, into: Set<string>): void {
  if (node instanceof CallNode && node.receiver === null && CALLER.test(node.name)) into.add(node.name);
  for (const child of childrenOf(node)) callersIn(child, into);
}

/** `!current_user`, `current_user.nil?`, `not logged_in?`: true where nobody is there. */
const asksForNobody = (node: Node): boolean =>
  node instanceof CallNode && /^(!|nil\?|blank\?|cannot\?|none\?)$/.test(node.name)
    ? true
    : (node instanceof OrNode || node instanceof AndNode) && (asksForNobody(node.left) || asksForNobody(node.right));

/** Branches that run where the caller is unknown, and those where it is known. */
function branches(node: IfNode | UnlessNode): { readonly unknown: Node | null; readonly known: Node | null } {
  const [then, other] =
    node instanceof IfNode ? [node.statements, node.subsequent] : [node.elseClause, node.statements];
  return asksForNobody(node.predicate) ? { unknown: then, known: other } : { unknown: other, known: then };
}

/** Words asked by conditions that refuse: with a status that says so on either side, or sent elsewhere where nobody is there. */
export function refusalsIn(node: Node, file: RubyFile, into: Set<string>): void {
  if (node instanceof DefNode) return;
  if (node instanceof IfNode || node instanceof UnlessNode) {
    const { unknown, known } = branches(node);
    const refuses =
      some(unknown, (one) => denies(one, file) || redirects(one)) || some(known, (one) => denies(one, file));
    if (refuses) callersIn(node.predicate, into);
  }
  if (node instanceof OrNode && some(node.right, (one) => denies(one, file) || redirects(one)))
    callersIn(node.left, into);
  for (const child of childrenOf(node)) refusalsIn(child, file, into);
}
