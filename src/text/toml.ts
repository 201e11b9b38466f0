/** Turns plain values into TOML text: scalars and lists first, then tables, then lists of tables. */

type Table = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isTableList = (value: unknown): value is readonly Table[] =>
  Array.isArray(value) && value.length > 0 && value.every(isTable);

/** Undefined values are left out. */
export const printToml = (table: Table): string => `${printTable(table, []).join("\n").trim()}\n`;

function printTable(table: Table, path: readonly string[]): readonly string[] {
  const entries = Object.entries(table).filter(([, value]) => value !== undefined);
  const plain = entries.filter(([, value]) => !isTable(value) && !isTableList(value));
  const below = entries.filter(([, value]) => isTable(value) || isTableList(value));
  return [
    ...plain.map(([key, value]) => `${printKey(key)} = ${printValue(value)}`),
    ...below.flatMap(([key, value]) => printBelow([...path, key], value)),
  ];
}

function printBelow(path: readonly string[], value: unknown): readonly string[] {
  const name = path.map(printKey).join(".");
  if (isTableList(value)) return value.flatMap((item) => ["", `[[${name}]]`, ...printTable(item, path)]);
  return ["", `[${name}]`, ...printTable(value as Table, path)];
}

const printKey = (key: string): string => (/^[A-Za-z0-9_-]+$/.test(key) ? key : printText(key));

/** A basic string takes JSON's escapes, but DEL must be escaped too. */
const printText = (text: string): string => JSON.stringify(text).replaceAll("\u007f", "\\u007f");

function printValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printValue).join(", ")}]`;
  return typeof value === "string" ? printText(value) : String(value);
}
