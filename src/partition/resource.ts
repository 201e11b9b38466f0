/** Turns a route's path into the resource that it serves. */

const NO_RESOURCE =
  /^(api|v\d+(\.\d+)?|rest|graphql|rpc|internal|public|admin|app|json|ajax|web|query|mutation|subscription|)$/i;

/** The first part of the path that names a thing: "/api/v1/invoices/:id/pay" -> "invoices"; "" where there is none. */
export function resourceOf(path: string): string {
  const parts = path.replace(/[()]/g, "").split("/");
  return parts.find((part) => !/[:*{[]/.test(part) && !NO_RESOURCE.test(part))?.toLowerCase() ?? "";
}
