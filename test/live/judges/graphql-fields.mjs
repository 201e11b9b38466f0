/** Prints the root fields of every schema that a module exports, as graphql-js holds them: `node graphql-fields.mjs src/schema.js`. */
import { pathToFileURL } from "node:url";

const exported = await import(pathToFileURL(`${process.cwd()}/${process.argv[2]}`).href);
const isSchema = (value) => typeof value?.getQueryType === "function";
const schemas = Object.values(exported).flatMap((one) => (isSchema(one) ? [one] : Object.values(one).filter(isSchema)));
const rows = schemas.flatMap((schema) =>
  [
    ["QUERY", schema.getQueryType()],
    ["MUTATION", schema.getMutationType()],
    ["SUBSCRIPTION", schema.getSubscriptionType()],
  ].flatMap(([operation, type]) => Object.keys(type?.getFields() ?? {}).map((name) => `${operation} ${name}`)),
);
process.stdout.write(JSON.stringify([...new Set(rows)].sort()));
process.exit(0);
