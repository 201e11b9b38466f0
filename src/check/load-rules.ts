/** Turns the texts below `rules/` into checked Rules; one without both kinds of example does not load. */
import { UserError } from "../model/errors.js";
import type { Severity } from "../model/finding.js";
import { type DataNode, parseYaml } from "../text/data-node.js";
import { byKeys, byText } from "../text/order.js";
import { judgements } from "./judgements/index.js";
import type { ArgumentTest, Rule, Test, When } from "./rule.js";
import { given, RuleNode } from "./rule-node.js";

const RULE = /^(?!catalogues\/)([a-z0-9-]+\/[a-z0-9-]+)\/rule\.yaml$/;
const KEYS = [
  "title",
  "severity",
  "elsewhere",
  "message",
  "why",
  "fix",
  "match",
  "when",
  "only",
  "except",
  "group",
  "examples",
];

/** `texts`: rule.yaml and example files, by path below `rules/`. */
export function loadRules(texts: ReadonlyMap<string, string>): readonly Rule[] {
  const paths = [...texts.keys()].filter((path) => RULE.test(path)).sort(byText);
  return paths.map((path) => loadRule(path, texts)).sort(byKeys(({ id }) => id));
}

function loadRule(path: string, texts: ReadonlyMap<string, string>): Rule {
  const id = RULE.exec(path)![1]!;
  const { root, errors } = parseYaml(texts.get(path)!);
  if (errors[0]) throw new UserError(`rules/${path}:${errors[0].line}: ${errors[0].message}`);
  if (root === null) throw new UserError(`rules/${path}:1: the rule is empty`);
  const rule = new RuleNode(path, root, KEYS);
  requireExamples(id, rule, texts);
  rule.text("title");
  const list = rule.child("match") ?? rule.fail('"match" is missing');
  return {
    id,
    severity: readSeverity(rule, "severity"),
    ...(rule.child("elsewhere") === null ? {} : { elsewhere: readSeverity(rule, "elsewhere") }),
    message: rule.text("message"),
    why: rule.text("why"),
    fix: rule.text("fix"),
    match: list.items.length > 0 ? readTests(path, list) : rule.fail('"match" needs at least one test', list.line),
    when: readWhen(path, rule.child("when")),
    ...given({ only: rule.pattern("only"), except: rule.pattern("except") }),
    ...(rule.texts("group")[0] === "app" ? { group: "app" as const } : {}),
  };
}

function requireExamples(id: string, rule: RuleNode, texts: ReadonlyMap<string, string>): void {
  const own = [...texts].filter(([path]) => path.startsWith(`${id}/example`)).map(([, text]) => text);
  const has = (mark: string): boolean => own.some((text) => text.includes(`${mark}: ${id}`));
  if (!has("ruleid")) rule.fail(`no example that must match: write "ruleid: ${id}" above a line of ${id}/example.*`);
  if (!has("ok")) rule.fail(`no example that must not match: write "ok: ${id}" above a line of ${id}/example.*`);
}

function readSeverity(rule: RuleNode, key: "severity" | "elsewhere"): Severity {
  const severity = rule.text(key);
  if (severity === "error" || severity === "warning" || severity === "note") return severity;
  return rule.fail(`"${key}" must be error, warning or note`);
}

function readWhen(path: string, node: DataNode | null): When {
  if (node === null) return { reads: [], readsNone: [], some: [], none: [] };
  const when = new RuleNode(path, node, ["reads", "readsNone", "some", "none"]);
  const tests = (key: string): readonly Test[] => {
    const list = when.child(key);
    return list === null ? [] : readTests(path, list);
  };
  return { reads: when.texts("reads"), readsNone: when.texts("readsNone"), some: tests("some"), none: tests("none") };
}

const readTests = (path: string, list: DataNode): readonly Test[] => list.items.map((item) => readTest(path, item));

function readTest(path: string, item: DataNode): Test {
  const outer = new RuleNode(path, item, Object.keys(readers));
  const entry = item.entries[0] ?? outer.fail("an empty test");
  if (item.entries.length !== 1) outer.fail("a test has one key: what it looks at");
  return readers[entry.key]!(path, entry.value);
}

const readers: Readonly<Record<string, (path: string, node: DataNode) => Test>> = {
  call(path, node) {
    const call = new RuleNode(path, node, ["from", "member", "text", "args", "unless", "beside"]);
    const args = (key: string) => (call.child(key)?.items ?? []).map((item) => readArgument(path, item));
    return {
      kind: "call",
      from: call.texts("from"),
      member: call.texts("member"),
      text: call.texts("text"),
      args: args("args"),
      unless: args("unless"),
      beside: call.texts("beside"),
    };
  },
  literal(path, node) {
    const literal = new RuleNode(path, node, ["secret", "matches", "not"]);
    const patterns = given({ matches: literal.pattern("matches"), not: literal.pattern("not") });
    return { kind: "literal", secret: literal.flag("secret") ?? false, ...patterns };
  },
  option(path, node) {
    const option = new RuleNode(path, node, ["name", "is", "imports"]);
    const is = option.flag("is") ?? option.fail('"is" is missing');
    return { kind: "option", name: option.text("name"), is, imports: option.texts("imports") };
  },
  env(path, node) {
    const env = new RuleNode(path, node, ["names", "except"]);
    return { kind: "env", names: env.texts("names"), except: env.texts("except") };
  },
  reference(path, node) {
    const reference = new RuleNode(path, node, ["names", "beside"]);
    return { kind: "reference", names: reference.texts("names"), beside: reference.texts("beside") };
  },
  fragment(path, node) {
    const fragment = new RuleNode(path, node, ["kind", "inProcess", "notWhen", "loadedBy"]);
    const loadedBy = fragment.texts("loadedBy")[0] ?? null;
    return {
      kind: "fragment",
      fragment: fragment.text("kind"),
      ...given({ inProcess: fragment.flag("inProcess"), notWhen: fragment.pattern("notWhen"), loadedBy }),
    };
  },
  process(path, node) {
    const keys = ["type", "role", "exceptRole", "singleton", "quantityOver", "command", "notCommand", "steps"];
    const process = new RuleNode(path, node, keys);
    return {
      kind: "process",
      types: process.texts("type"),
      roles: process.texts("role"),
      exceptRoles: process.texts("exceptRole"),
      ...given({
        singleton: process.flag("singleton"),
        quantityOver: process.number("quantityOver"),
        command: process.pattern("command"),
        notCommand: process.pattern("notCommand"),
        steps: process.pattern("steps"),
      }),
    };
  },
  file(path, node) {
    const file = new RuleNode(path, node, ["path", "notPath", "secret", "line"]);
    const pattern = file.pattern("path") ?? file.fail('"path" is missing');
    const optional = given({ notPath: file.pattern("notPath"), line: file.pattern("line") });
    return { kind: "file", path: pattern, secret: file.flag("secret") ?? false, ...optional };
  },
  judgement(path, node) {
    const judgement = new RuleNode(path, node, ["name"]);
    const name = judgement.text("name");
    if (judgements[name] === undefined)
      judgement.fail(`no judgement "${name}"; known: ${Object.keys(judgements).join(", ")}`);
    return { kind: "judgement", name };
  },
};

const TYPES = ["string", "number", "object", "null"] as const;

function readArgument(path: string, node: DataNode): ArgumentTest {
  const argument = new RuleNode(path, node, ["at", "key", "is", "matches", "not", "over", "type"]);
  const is = argument.child("is");
  return {
    ...(is === null ? {} : { is: is.scalar }),
    ...given({
      at: argument.number("at"),
      key: argument.texts("key")[0],
      matches: argument.pattern("matches"),
      not: argument.pattern("not"),
      over: argument.number("over"),
      type: TYPES.find((type) => type === argument.texts("type")[0]),
    }),
  };
}
