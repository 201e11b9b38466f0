/** Turns a GraphQL schema file into FileFacts: the fields of types that may answer operations. */
import { readSchema } from "../../graphql-schema.js";
import { defineLanguage, unparsedFacts } from "../../language.js";

export const graphql = defineLanguage(() => ({
  id: "graphql",
  owns: (path) => /\.(graphqls?|gql)$/.test(path),
  parse({ path, text }) {
    const lines = text.split("\n").filter((line) => /^\s*[^\s#]/.test(line)).length;
    const marks = /generated|do not edit|introspection/i.test(text.slice(0, 300)) ? ["generated"] : [];
    const facts = unparsedFacts(path, "graphql", lines, "", "", null);
    return { ...facts, parsed: true, marks, fragments: readSchema(text), diagnostics: [] };
  },
}));
