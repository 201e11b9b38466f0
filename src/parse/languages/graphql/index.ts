/** Turns a GraphQL schema file into FileFacts: the fields of its root types. */
import type { RouteFragment } from "../../../model/fragments.js";
import { readSchema } from "../../graphql-schema.js";
import { defineLanguage, unparsedFacts } from "../../language.js";

export const graphql = defineLanguage(() => ({
  id: "graphql",
  owns: (path) => /\.(graphqls?|gql)$/.test(path),
  parse({ path, text }) {
    const lines = text.split("\n").filter((line) => /^\s*[^\s#]/.test(line)).length;
    const fragments = readSchema(text).map(
      (field): RouteFragment => ({
        kind: "route",
        framework: "graphql",
        router: { kind: "global", name: "graphql" },
        methods: [field.root.toUpperCase()],
        path: field.name,
        handler: null,
        handlerOrigin: null,
        line: field.line,
      }),
    );
    const marks = /generated|do not edit|introspection/i.test(text.slice(0, 300)) ? ["generated"] : [];
    return { ...unparsedFacts(path, "graphql", lines, "", "", null), parsed: true, marks, fragments, diagnostics: [] };
  },
}));
