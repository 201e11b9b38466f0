/** ActionCable's async adapter in production: each process reaches only its own sockets. */
import { field, parseYaml, textOf } from "../../text/data-node.js";
import type { Judgement } from "./judgement.js";
import { withoutErb } from "./rails-yaml.js";

export const asyncCable: Judgement = ({ reader }) => {
  const path = "config/cable.yml";
  const { root } = parseYaml(withoutErb(reader.read(path) ?? ""));
  const adapter = field(field(root, "production"), "adapter");
  const name = textOf(adapter);
  if (adapter === null || (name !== "async" && name !== "inline")) return [];
  return [{ path, line: adapter.line, it: `the ${name} adapter of ActionCable`, subject: path }];
};
