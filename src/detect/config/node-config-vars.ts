/** Reads the names that node-config maps in custom-environment-variables. https://github.com/node-config/node-config/wiki/Environment-Variables */
import { type DataNode, parseYaml } from "../../text/data-node.js";
import { parseJson } from "../../text/json.js";
import type { DetectInput } from "../input.js";
import type { VarRead } from "./var-read.js";

const MAPPING = /(^|\/)custom-environment-variables\.(json5?|ya?ml)$/;

export function readNodeConfigVars({ workspace, reader }: DetectInput): readonly VarRead[] {
  return workspace.files
    .filter(({ path }) => MAPPING.test(path))
    .flatMap(({ path }) => {
      const text = reader.read(path) ?? "";
      const root = (path.endsWith(".json") ? parseJson(text).root : null) ?? parseYaml(text).root;
      return root === null ? [] : readLeaves(path, root);
    });
}

/** Every text is a name; `{__name, __format}` says how to read it. */
function readLeaves(path: string, node: DataNode): readonly VarRead[] {
  return node.entries.flatMap(({ key, line, value }) => {
    if (key === "__format") return [];
    if (typeof value.scalar === "string") return [{ name: value.scalar, at: { path, line, note: "node-config" } }];
    return readLeaves(path, value);
  });
}
