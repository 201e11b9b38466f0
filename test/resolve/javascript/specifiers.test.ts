/** Which file a specifier names: path mappings, package exports and imports, NODE_PATH, workspaces, barrels. */
import { describe, expect, it } from "vitest";
import { inputOf } from "../../detect/analyse-fixture.js";

const fileOf = (files: Record<string, string>, from: string, source: string): string | null =>
  inputOf(files).resolution.fileOf?.(from, source) ?? null;
const json = (value: unknown): string => JSON.stringify(value);

describe("tsconfig", () => {
  it("maps paths of the nearest config, of what it extends, and the longest pattern first", () => {
    const files = {
      "tsconfig.base.json": json({
        compilerOptions: { baseUrl: ".", paths: { "@/*": ["src/*"], "@/lib/*": ["lib/*"] } },
      }),
      "apps/api/tsconfig.json": json({ extends: "../../tsconfig.base.json" }),
      "apps/api/main.ts": "",
      "src/a.ts": "",
      "lib/a.ts": "",
    };
    expect(fileOf(files, "apps/api/main.ts", "@/a")).toBe("src/a.ts");
    expect(fileOf(files, "apps/api/main.ts", "@/lib/a")).toBe("lib/a.ts");
  });

  it("says a circle of extends and reads what stands outside of it", () => {
    const files = {
      "tsconfig.json": json({ extends: "./other.json", compilerOptions: { paths: { "~/*": ["./src/*"] } } }),
      "other.json": json({ extends: "./tsconfig.json" }),
      "src/a.ts": "",
      "main.ts": 'import "~/a";',
    };
    const { resolution } = inputOf(files);
    expect(resolution.diagnostics.map((one) => one.code)).toContain("tsconfig-circular");
    expect(resolution.references).toMatchObject([{ from: "main.ts", to: "src/a.ts" }]);
  });

  it("takes a config that refers to a sibling which extends it for no circle", () => {
    const files = {
      "tsconfig.json": json({ files: [], references: [{ path: "./tsconfig.app.json" }] }),
      "tsconfig.app.json": json({ extends: "./tsconfig.json", compilerOptions: { paths: { "#/*": ["./src/*"] } } }),
      "src/a.ts": "",
      "main.ts": 'import "#/a";',
    };
    const { resolution } = inputOf(files);
    expect(resolution.diagnostics.filter((one) => one.code === "tsconfig-circular")).toEqual([]);
    expect(resolution.fileOf?.("main.ts", "#/a")).toBe("src/a.ts");
  });
});

describe("packages of the repo", () => {
  const files = {
    "package.json": json({
      workspaces: ["packages/*"],
      imports: { "#db": "./src/db.js", "#jobs/*": "./src/jobs/*.js" },
    }),
    "packages/mail/package.json": json({
      name: "@app/mail",
      exports: {
        ".": { types: "./index.d.ts", import: "./src/index.mjs", require: "./src/index.cjs" },
        "./templates/*": "./src/templates/*.js",
      },
    }),
    "packages/mail/src/index.mjs": "",
    "packages/mail/src/templates/welcome.js": "",
    "packages/old/package.json": json({ name: "old", main: "lib/main.js" }),
    "packages/old/lib/main.js": "",
    "src/db.js": "",
    "src/jobs/mail.js": "",
    "src/app.js": "",
  };
  it.each([
    ["@app/mail", "packages/mail/src/index.mjs"],
    ["@app/mail/templates/welcome", "packages/mail/src/templates/welcome.js"],
    ["old", "packages/old/lib/main.js"],
    ["#db", "src/db.js"],
    ["#jobs/mail", "src/jobs/mail.js"],
    ["express", null],
  ])("%s is %s", (source, target) => expect(fileOf(files, "src/app.js", source)).toBe(target));
});

it("finds absolute names below NODE_PATH as the start script sets it", () => {
  const files = {
    "package.json": json({ scripts: { start: "NODE_PATH=./server node server/index.js" } }),
    "server/index.js": "",
    "server/models/user.js": "",
  };
  expect(fileOf(files, "server/index.js", "models/user")).toBe("server/models/user.js");
});

describe("barrels", () => {
  const files = {
    "models/index.ts":
      'export * from "./user";\nexport { default as Order } from "./order";\nexport * as legacy from "./old";',
    "models/user.ts": "export class User {}\nexport const table = 1;",
    "models/order.ts": "export default class Order {}",
    "models/old.ts": "export class Ghost {}",
    "models/circle.ts": 'export * from "./circle-b";',
    "models/circle-b.ts": 'export * from "./circle";',
    "app.ts": "",
  };
  const resolve = (name: string, members?: readonly string[], source = "./models") =>
    inputOf(files).resolution.resolve("app.ts", { kind: "import", source, name, ...(members ? { members } : {}) });
  it("are followed to where the symbol is defined", () => {
    expect(resolve("User")).toMatchObject({ kind: "definition", path: "models/user.ts", name: "User" });
    expect(resolve("Order")).toMatchObject({ kind: "definition", path: "models/order.ts", name: "Order" });
    expect(resolve("legacy", ["Ghost"])).toMatchObject({ path: "models/old.ts", name: "Ghost" });
  });
  it("that go round in circles, and names they do not have, end unresolved", () => {
    expect(resolve("User", undefined, "./models/circle").kind).not.toBe("package");
    expect(resolve("Nobody")).not.toMatchObject({ path: "models/user.ts" });
  });
});
