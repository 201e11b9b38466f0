/**
 * Turns micro.mu into what `micro build` would refuse in it. go-micro.dev/v6 cannot be had from the module proxy, so this
 * follows the grammar of its parser (cmd/micro/run/config in github.com/micro/go-micro): `service`, `env` and `deploy`
 * blocks, properties indented by four spaces or a tab, nothing unknown; and, stricter, no name twice.
 */
const PROPERTIES: Readonly<Record<string, readonly string[] | null>> = {
  service: ["path", "port", "depends"],
  deploy: ["ssh", "path"],
  env: null,
};

/** What go-micro v6 reads of these (cmd/cmd.go); MICRO_NATS_ADDRESS counts below MICRO_PROFILE=nats only (service/profile). */
const VARIABLES = /^MICRO_(?:PROFILE|(?:REGISTRY|BROKER|STORE|TRANSPORT)(?:_ADDRESS)?)$/;

/** Variables that go-micro would pass over in silence, so that the service looks for NATS elsewhere. */
export const unreadVariables = (names: readonly string[]): readonly string[] =>
  names.filter(
    (name) =>
      name.startsWith("MICRO_") &&
      !VARIABLES.test(name) &&
      !(name === "MICRO_NATS_ADDRESS" && names.includes("MICRO_PROFILE")),
  );

export function refuseMu(text: string): string {
  const problems: string[] = [];
  const seen = new Set<string>();
  const depends: string[] = [];
  const variables: string[] = [];
  let block: string | null = null;
  for (const [index, line] of text.split("\n").entries()) {
    const at = (problem: string): number => problems.push(`micro.mu:${index + 1}: ${problem}`);
    const words = line.trim().split(/\s+/);
    if (line.trim() === "" || line.trim().startsWith("#")) continue;
    if (words.length < 2) at("expected two words");
    if (!/^(?: {4}|\t)/.test(line)) {
      if (!(words[0]! in PROPERTIES)) at(`unknown keyword ${words[0]}`);
      block = words[0]!;
      if (seen.has(words.slice(0, 2).join(" "))) at(`${line.trim()} stands twice`);
      seen.add(words.slice(0, 2).join(" "));
      continue;
    }
    const allowed = block === null ? [] : PROPERTIES[block];
    if (allowed === undefined || (allowed !== null && !allowed.includes(words[0]!))) at(`unknown property ${words[0]}`);
    if (block === "service" && words[0] === "port" && !/^\d+$/.test(words.slice(1).join(" ")))
      at("the port is no number");
    if (block === "env") variables.push(words[0]!);
    if (block === "service" && words[0] === "depends") depends.push(...words.slice(1));
  }
  for (const name of unreadVariables(variables)) problems.push(`go-micro does not read ${name}`);
  for (const name of depends) if (!seen.has(`service ${name}`)) problems.push(`nothing is named ${name}`);
  return problems.join("\n");
}
