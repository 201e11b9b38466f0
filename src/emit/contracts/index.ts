/** Turns a plan into contracts: OpenAPI a service, one AsyncAPI, a JSON Schema an event. */
import { stringify } from "yaml";
import type { Artifact } from "../../model/artifact.js";
import type { Plan } from "../../model/plan.js";
import { describeAsyncapi, describePayload } from "./asyncapi.js";
import { describeOpenapi } from "./openapi.js";

export function emitContracts(plan: Plan): readonly Artifact[] {
  const file = (path: string, content: string, because: string): Artifact => ({
    path: `contracts/${path}`,
    content,
    policy: "generated",
    because,
  });
  // No anchors: other tools read aliases badly.
  const yaml = (value: object): string => stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 });
  return [
    ...plan.services.map((service) =>
      file(`${service.name}.openapi.yaml`, yaml(describeOpenapi(plan.app, service)), `API of ${service.name}`),
    ),
    ...(plan.events.length === 0 ? [] : [file("asyncapi.yaml", yaml(describeAsyncapi(plan)), "all events")]),
    ...plan.events.map((event) =>
      file(
        `events/${event.name}.schema.json`,
        `${JSON.stringify({ $schema: "https://json-schema.org/draft/2020-12/schema", ...describePayload(event) }, null, 2)}\n`,
        `payload of ${event.name}`,
      ),
    ),
  ];
}
