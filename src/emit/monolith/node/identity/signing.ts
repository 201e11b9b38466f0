/** Turns the names of services into the part that every framework's identity endpoint shares: who is it, signed. */
export const printSigning = (audiences: readonly string[]): string => `
const ENDPOINT = "/valueline/identity";
const AUDIENCES = new Set(${JSON.stringify(audiences)});
/** Seconds. */
const LIFETIME = 60;

/** The request that the gateway holds; null where nobody may ask. */
function questionOf(headers) {
  const audience = headers["x-valueline-audience"];
  if (!AUDIENCES.has(audience)) return null;
  const url = headers["x-original-uri"] || "/";
  return { audience, url, method: (headers["x-original-method"] || "GET").toUpperCase() };
}

const isEndpoint = (url) => url.split("?")[0] === ENDPOINT;

/** Where apps keep whom their guards found; adapt it where yours is kept elsewhere. */
function subjectOf({ user, auth, session }) {
  const kept = [user?.id, user?._id, user?.sub, auth?.sub, auth?.user?.id, session?.userId, session?.user?.id];
  const found = [...kept, session?.passport?.user, session?.get?.("userId")].find((id) => id !== undefined && id !== null);
  return found === undefined ? "" : String(found);
}

/** A JSON Web Token, HS256: https://www.rfc-editor.org/rfc/rfc7515 */
function sign({ audience, method, url }, holder) {
  const secret = process.env.VALUELINE_IDENTITY_SECRET;
  if (!secret) throw new Error("VALUELINE_IDENTITY_SECRET is not set");
  const exp = Math.floor(Date.now() / 1000) + LIFETIME;
  const claims = { sub: subjectOf(holder), aud: audience, req: \`\${method} \${url.split("?")[0]}\`, exp };
  const unsigned = [{ alg: "HS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return \`\${unsigned}.\${createHmac("sha256", secret).update(unsigned).digest("base64url")}\`;
}
`;
