/** Turns the findings of an Analysis into SARIF 2.1.0, which code scanning shows on the lines of a pull request. */
import type { Analysis } from "../model/analysis.js";
import type { Evidence } from "../model/evidence.js";
import { byText } from "../text/order.js";

type Findings = Analysis["findings"];

/** GitHub shows ten places of one result (https://docs.github.com/code-security/code-scanning, SARIF support). */
const MOST_PLACES = 10;
const HOME = "https://www.npmjs.com/package/valueline";

/** `version`: of this package. */
export function printSarif({ findings }: Analysis, version: string): string {
  const rules = [...new Map(findings.map((finding) => [finding.rule, finding])).values()].sort((a, b) =>
    byText(a.rule, b.rule),
  );
  const at = new Map(rules.map(({ rule }, index) => [rule, index]));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "Valueline", semanticVersion: version, informationUri: HOME, rules: rules.map(describeRule) },
        },
        originalUriBaseIds: { ROOT: { description: { text: "The root of the analysed repository." } } },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => describeResult(finding, at.get(finding.rule)!)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const describeRule = ({ rule, severity, why, fix }: Findings[number]) => ({
  id: rule,
  shortDescription: { text: why },
  help: { text: fix },
  defaultConfiguration: { level: severity },
});

const describeResult = ({ id, rule, severity, message, evidence }: Findings[number], ruleIndex: number) => ({
  ruleId: rule,
  ruleIndex,
  level: severity,
  message: { text: `${message[0]!.toUpperCase()}${message.slice(1)}.` },
  locations: placesOf(evidence).slice(0, MOST_PLACES).map(describePlace),
  partialFingerprints: { "valueline/finding": id },
});

/** A result without a place is refused by code scanning: what lies in no file points at the report. */
function placesOf(evidence: readonly Evidence[]): readonly Evidence[] {
  const places = evidence.filter(({ path }) => path !== "");
  return places.length > 0 ? places : [{ path: "migration/report.md" }];
}

const describePlace = ({ path, line }: Evidence) => ({
  physicalLocation: {
    artifactLocation: { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: "ROOT" },
    ...(line === undefined ? {} : { region: { startLine: line } }),
  },
});
