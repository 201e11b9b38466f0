/** Turns the helpers that a template calls into references by name. */
import { defineRubyFramework, type RubyFile } from "../ruby/framework.js";
import { CallNode, childrenOf, type Node, RequiredParameterNode } from "../ruby/nodes.js";

/** Rails' own helpers are nobody's file. */
const BUILT_IN =
  /^(link_to|button_to|form_\w+|fields_for|content_\w+|t|l|translate|localize|render|yield|image_\w+|stylesheet_\w+|javascript_\w+|tag|raw|params|flash|session|controller_name|action_name|request|cookies|provide|cache|concat|capture|safe_join|number_\w+|time_\w+|truncate|pluralize|simple_format|mail_to|asset_\w+|csrf_\w+|label_tag|\w+_field_tag|\w+_tag|dom_id|cycle|debug|each|if|unless|lambda|proc|\w+_(path|url)|puts|require|turbo_\w+|current_page\?)$/;

/** Block parameters of HAML and Slim outlive the snippet that names them: there they look like helpers. */
function parameterNames(node: Node, names: Set<string>): Set<string> {
  if (node instanceof RequiredParameterNode) names.add(node.name);
  for (const child of childrenOf(node)) parameterNames(child, names);
  return names;
}

function readHelpers(node: Node, file: RubyFile, bound: ReadonlySet<string>): void {
  if (node instanceof CallNode && node.receiver === null && !BUILT_IN.test(node.name) && !bound.has(node.name)) {
    file.addReference({ kind: "global", name: node.name }, "view", file.line(node));
  }
  for (const child of childrenOf(node)) readHelpers(child, file, bound);
}

export const templates = defineRubyFramework({
  id: "templates",
  enterFile(program, file) {
    const bound = file.path.endsWith(".erb") ? new Set<string>() : parameterNames(program, new Set());
    readHelpers(program, file, bound);
  },
});
