/** Next.js middleware as the guard of the routes that it is asked about; expectations from Next's, NextAuth's and Clerk's own pages. */
import { describe, expect, it } from "vitest";
import { composeNext } from "../../src/detect/routes/javascript/next.js";
import { matchesPath } from "../../src/detect/routes/javascript/path-matcher.js";
import { inputOf } from "./analyse-fixture.js";

const ROUTES = {
  "package.json": '{"dependencies":{"next":"15","next-auth":"4"}}',
  "app/api/public/route.ts": "export async function GET() {}",
  "app/api/users/[id]/route.ts": "export async function GET() {}",
};
const known = (files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    composeNext(inputOf({ ...ROUTES, ...files })).rows.map(({ path, detail: { authentication } }) => [
      path,
      [authentication.kind, ...authentication.guards].join(" "),
    ]),
  );

describe("middleware of a Next app", () => {
  it("guards the paths of its matcher, as a package's own or its wrapper", () => {
    const config = 'export const config = { matcher: ["/api/users/:path*"] };';
    for (const own of [
      'export { default } from "next-auth/middleware";',
      'import { withAuth } from "next-auth/middleware";\nexport default withAuth({});',
    ])
      expect(known({ "middleware.ts": `${own}\n${config}` })).toMatchObject({ "/api/public": "none" });
    expect(known({ "middleware.ts": `export { default } from "next-auth/middleware";\n${config}` })).toMatchObject({
      "/api/users/:id": "session next-auth/middleware",
    });
  });

  it("guards every path without a matcher, also from src, in code of the app's own that turns callers away", () => {
    const files = {
      "src/proxy.ts":
        'import { NextResponse } from "next/server";\nimport { jwtVerify } from "jose";\nexport async function proxy(request) {\n  try { await jwtVerify(request.cookies.get("t"), KEY); } catch { return NextResponse.redirect("/login"); }\n}\n',
    };
    expect(known(files)).toMatchObject({ "/api/public": "jwt jwtVerify", "/api/users/:id": "jwt jwtVerify" });
  });

  it("does not say how callers are known where its own code weighs the path", () => {
    const files = {
      "middleware.ts":
        'import { NextResponse } from "next/server";\nimport { getToken } from "next-auth/jwt";\nexport default async function middleware(r) {\n  const { pathname } = r.nextUrl;\n  if (OPEN.some((one) => pathname.startsWith(one))) return NextResponse.next();\n  if (!(await getToken({ req: r }))) return NextResponse.redirect("/login");\n}\n',
    };
    expect(known(files)).toMatchObject({ "/api/users/:id": "unknown getToken" });
  });

  it("guards nothing where it only rewrites, or asks about nobody", () => {
    const files = {
      "middleware.ts":
        'import { NextResponse } from "next/server";\nimport { pickLocale } from "./locale";\nexport function middleware(r) { return NextResponse.redirect(pickLocale(r)); }\n',
      "locale.ts": "export const pickLocale = (r) => r;\n",
    };
    expect(known(files)).toMatchObject({ "/api/public": "none", "/api/users/:id": "none" });
  });

  it("tells Clerk's open paths from its closed ones", () => {
    const clerk = (body: string) =>
      `import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";\nconst isIt = createRouteMatcher(["/api/public(.*)"]);\nexport default clerkMiddleware(async (auth, request) => {\n  ${body}\n});\n`;
    const open = known({ "middleware.ts": clerk("if (!isIt(request)) await auth.protect();") });
    expect(open["/api/public"]).toBe("none");
    expect(open["/api/users/:id"]).toContain("session");
    const closed = known({ "middleware.ts": clerk("if (isIt(request)) await auth.protect();") });
    expect(closed["/api/public"]).toContain("session");
    expect(closed["/api/users/:id"]).toBe("none");
  });
});

it.each([
  ["/about/:path*", "/about", true],
  ["/about/:path*", "/about/a/b", true],
  ["/about/:path+", "/about", false],
  ["/about/:path", "/about/a/b", false],
  ["/about/:id(\\d+)", "/about/12", true],
  ["/about/:id(\\d+)", "/about/x", false],
  ["/((?!api|_next/static|.*\\.(?:png|ico)$).*)", "/dashboard/:id", true],
  ["/((?!api|_next/static|.*\\.(?:png|ico)$).*)", "/api/users", false],
  ["/dashboard(.*)", "/dashboard/x", true],
  ["/", "/", true],
  ["/", "/api", false],
  ["/(api|trpc)(.*)", "/trpc/a", true],
  ["/(", "/a", false],
])("%s and %s: %s", (pattern, path, expected) => {
  expect(matchesPath(pattern, path)).toBe(expected);
});
