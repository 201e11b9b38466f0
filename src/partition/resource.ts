/** Turns a route's path into the resource that it serves. */

const NO_RESOURCE =
  /^(api|v\d+(\.\d+)?|rest|graphql|rpc|internal|public|admin|app|json|ajax|web|query|mutation|subscription|)$/i;

/**
 * The first part of the path that names a thing: "/api/v1/invoices/:id/pay" -> "invoices"; "" where there is none.
 * What follows a dot is a verb or a format: "/api/documents.list" -> "documents", "/feed.xml" -> "feed".
 */
export function resourceOf(path: string): string {
  const parts = path
    .replace(/[()]/g, "")
    .split("/")
    .map((part) => part.replace(/(.)\..*$/, "$1"));
  return parts.find((part) => !/[:*{[]/.test(part) && !NO_RESOURCE.test(part))?.toLowerCase() ?? "";
}
