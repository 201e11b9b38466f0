/** Types of routes, options of queues and the server's home are read from the app's own TypeScript and JavaScript. */
import { describe, expect, it } from "vitest";
import type { PlannedRoute } from "../../src/model/plan.js";
import { addTypes } from "../../src/plan/types/index.js";
import { handMadePlan, handMadeRoutes } from "../hand-made-plan.js";

const planned = (
  method: string,
  path: string,
  registered: [string, number],
  handler: [string, number, string | null],
): PlannedRoute => ({
  ...handMadeRoutes[0]!,
  route: {
    ...handMadeRoutes[0]!.route,
    id: `${method} ${path}`,
    method,
    path,
    evidence: [{ path: registered[0], line: registered[1] }],
  },
  detail: { ...handMadeRoutes[0]!.detail, handlerPath: handler[0], handlerLine: handler[1], handlerName: handler[2] },
  parameters: [],
  request: null,
  response: null,
});

function read(files: Readonly<Record<string, string>>, ...routes: readonly PlannedRoute[]) {
  const plan = handMadePlan({ routes });
  const node = {
    ...plan,
    monolith: { ...plan.monolith, runtime: "node", framework: "express", language: "typescript" as const },
  };
  return addTypes(node, { paths: Object.keys(files).sort(), read: (path) => files[path] ?? null });
}

const first = (files: Readonly<Record<string, string>>, route: PlannedRoute): PlannedRoute =>
  read(files, route).services[0]!.routes[0]!;

describe("addTypes", () => {
  it("reads a zod schema through imports, wrappers and the chain of its calls", () => {
    const files = {
      "src/schemas.ts": `import { z } from "zod";
const Base = z.object({ email: z.string().email(), age: z.number().int().min(18).optional() });
export const NewUser = Base.extend({ role: z.enum(["staff", "customer"]).default("customer"), tags: z.array(z.string()) }).omit({ age: true });
export const Page = z.object({ limit: z.coerce.number().int().max(100).optional() });`,
      "src/routes.ts": `import { Router } from "express";
import { NewUser, Page } from "./schemas.js";
const router = Router();
router.post("/users", validate(NewUser), (req, res) => { res.json({}); });
router.get("/users", (req, res) => { const { limit } = Page.parse(req.query); res.json(limit); });`,
    };
    const post = first(files, planned("POST", "/users", ["src/routes.ts", 4], ["src/routes.ts", 4, null]));
    expect(post.request).toEqual({
      type: "object",
      properties: {
        email: { type: "string", format: "email" },
        role: { type: "string", enum: ["staff", "customer"] },
        tags: { type: "array", items: { type: "string" } },
      },
      required: ["email", "tags"],
      additionalProperties: true,
      "x-read-from": "src/routes.ts:4",
    });
    const get = first(files, planned("GET", "/users", ["src/routes.ts", 5], ["src/routes.ts", 5, null]));
    expect(get.parameters).toEqual([{ name: "limit", in: "query", type: "integer" }]);
  });

  it("reads a validator of a module that is imported whole", () => {
    const files = {
      "src/schema.ts": `import { z } from "zod";
export const CreateSchema = z.object({ body: z.object({ name: z.string().max(70) }) });`,
      "src/routes.ts": `import Router from "koa-router";
import * as T from "./schema.js";
const router = new Router();
router.post("hooks.create", auth(), validate(T.CreateSchema), async (ctx) => { ctx.body = {}; });`,
    };
    const { request } = first(
      files,
      planned("POST", "/hooks.create", ["src/routes.ts", 4], ["src/routes.ts", 4, null]),
    );
    expect(request).toMatchObject({ properties: { name: { type: "string", maxLength: 70 } }, required: ["name"] });
  });

  it("reads joi, where a field is optional until it is required", () => {
    const files = {
      "routes.js": `const { celebrate, Joi } = require("celebrate");
const router = require("express").Router();
router.post("/payees", celebrate({ body: { name: Joi.string().required().max(70), iban: Joi.string(), kind: Joi.string().valid("a", "b") } }), create);
async function create(req, res) { res.end(); }`,
    };
    const { request } = first(files, planned("POST", "/payees", ["routes.js", 3], ["routes.js", 4, "create"]));
    expect(request).toMatchObject({
      properties: { name: { type: "string", maxLength: 70 }, iban: { type: "string" }, kind: { enum: ["a", "b"] } },
      required: ["name"],
    });
  });

  it("reads yup: optional until required, nullable, one of a list", () => {
    const files = {
      "routes.ts": `import * as yup from "yup";
import { Router } from "express";
const router = Router();
const Payee = yup.object({ name: yup.string().max(70).required(), nick: yup.string().nullable(), kind: yup.string().oneOf(["a", "b"]), tags: yup.array().of(yup.string()) });
router.post("/payees", validate(Payee), (req, res) => { res.end(); });`,
    };
    const { request } = first(files, planned("POST", "/payees", ["routes.ts", 5], ["routes.ts", 5, null]));
    expect(request).toMatchObject({
      properties: {
        name: { type: "string", maxLength: 70 },
        nick: { type: ["string", "null"] },
        kind: { type: "string", enum: ["a", "b"] },
        tags: { type: "array", items: { type: "string" } },
      },
      required: ["name"],
    });
  });

  it("reads express-validator's chains through required modules, and takes numbers as text as it does", () => {
    const files = {
      "validators.js": `const { body, query, param } = require("express-validator");
const page = [query("limit").optional().isInt({ min: 1, max: 50 })];
const createLink = [
  body("target").exists({ checkNull: true }).withMessage("missing").isString().trim().isLength({ min: 1, max: 2040 }),
  body("reuse").optional({ nullable: true }).isBoolean(),
  body("alias").optional({ values: "falsy" }).isLength({ min: 3, max: 9 }),
  body("owner.email").isEmail(),
  body("tags.*").isString(),
  body("note").trim(),
  param("id").isUUID(),
];
module.exports = { createLink, page };`,
      "routes.js": `const { Router } = require("express");
const validators = require("./validators");
const { page } = require("./validators");
const router = Router();
router.post("/links/:id", auth, validators.createLink, wrap(create));
router.get("/links", page, wrap(list));`,
    };
    const post = first(files, planned("POST", "/links/:id", ["routes.js", 5], ["none.js", 1, null]));
    expect(post.request).toEqual({
      type: "object",
      properties: {
        target: { type: "string", minLength: 1, maxLength: 2040 },
        reuse: { anyOf: [{ type: ["boolean", "null"] }, { type: "string" }] },
        alias: { type: ["string", "null"], maxLength: 9 },
        owner: {
          type: "object",
          properties: { email: { type: "string", format: "email" } },
          required: ["email"],
          additionalProperties: true,
        },
        tags: { type: "array", items: { type: "string" } },
        note: {},
      },
      required: ["target", "owner"],
      additionalProperties: true,
      "x-read-from": "routes.js:5",
    });
    const get = first(files, planned("GET", "/links", ["routes.js", 6], ["none.js", 1, null]));
    expect(get.parameters).toEqual([{ name: "limit", in: "query", type: "integer" }]);
  });

  it("reads express-validator's checkSchema", () => {
    const files = {
      "routes.ts": `import { checkSchema } from "express-validator";
router.put("/users", checkSchema({
  email: { in: ["body"], isEmail: true },
  name: { optional: true, isLength: { options: { min: 2 } } },
  page: { in: ["query"], isInt: true },
  role: { isIn: { options: [["a", "b"]] } },
}), save);`,
    };
    const { request, parameters } = first(files, planned("PUT", "/users", ["routes.ts", 2], ["none.ts", 1, null]));
    expect(request).toMatchObject({
      properties: { email: { format: "email" }, name: { type: "string", minLength: 2 }, role: { enum: ["a", "b"] } },
      required: ["email", "role"],
    });
    expect(request).not.toHaveProperty("properties.page");
    expect(parameters).toEqual([{ name: "page", in: "query", type: "integer" }]);
  });

  it("reads TypeBox's builders in a route's schema, and where the handler checks by them", () => {
    const files = {
      "routes.ts": `import { Type } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
const Kind = Type.Union([Type.Literal("a"), Type.Literal("b")]);
const Thing = Type.Object({
  name: Type.String({ minLength: 1, format: "email" }),
  size: Type.Optional(Type.Integer({ maximum: 9 })),
  note: Type.Union([Type.String(), Type.Null()]),
  kind: Kind,
});
app.post("/things", { schema: { body: Thing, querystring: Type.Object({ page: Type.Optional(Type.Integer()) }) } }, async () => ({}));
const check = TypeCompiler.Compile(Thing);
router.post("/checked", (req, res) => { if (!check.Check(req.body)) throw new Error(); res.end(); });`,
    };
    const shape = {
      properties: {
        name: { type: "string", minLength: 1, format: "email" },
        size: { type: "integer", maximum: 9 },
        note: { type: ["string", "null"] },
        kind: { type: "string", enum: ["a", "b"] },
      },
      required: ["name", "note", "kind"],
    };
    const things = first(files, planned("POST", "/things", ["routes.ts", 10], ["routes.ts", 10, null]));
    expect(things.request).toMatchObject(shape);
    expect(things.parameters).toEqual([{ name: "page", in: "query", type: "integer" }]);
    const checked = first(files, planned("POST", "/checked", ["routes.ts", 12], ["routes.ts", 12, null]));
    expect(checked.request).toMatchObject(shape);
  });

  it("reads what ajv compiles outside a route, and a JSON Schema that a middleware is given", () => {
    const files = {
      "schemas.js": `exports.order = { type: "object", properties: { sku: { type: "string" }, amount: { type: "integer", minimum: 1 } }, required: ["sku"] };`,
      "routes.js": `const Ajv = require("ajv");
const schemas = require("./schemas");
const { order } = require("./schemas");
const ajv = new Ajv();
const isOrder = ajv.compile(order);
router.post("/compiled", (req, res) => { if (!isOrder(req.body)) return res.status(422).end(); res.end(); });
router.post("/asked", (req, res) => { if (!ajv.validate(schemas.order, req.body)) return res.status(422).end(); res.end(); });
router.post("/between", validateBody(schemas.order), (req, res) => res.end());`,
    };
    const shape = { properties: { sku: { type: "string" }, amount: { minimum: 1 } }, required: ["sku"] };
    for (const [path, line] of [
      ["/compiled", 6],
      ["/asked", 7],
      ["/between", 8],
    ] as const) {
      const { request } = first(files, planned("POST", path, ["routes.js", line], ["routes.js", line, null]));
      expect([path, request]).toMatchObject([path, shape]);
    }
  });

  it("reads fields that are called as an object's own members", () => {
    const files = {
      "routes.ts": `import { z } from "zod";
const Odd = z.object({ constructor: z.string(), default: z.number(), delete: z.boolean().optional() });
router.post("/odd", validate(Odd.extend({ toString: z.string() })), (req, res) => res.end());`,
    };
    const { request } = first(files, planned("POST", "/odd", ["routes.ts", 3], ["routes.ts", 3, null]));
    expect(request).toMatchObject({ required: ["constructor", "default", "toString"] });
  });

  it("reads Nest's DTOs: the class's types, class-validator's decorators, the returned type", () => {
    const files = {
      "src/dto/login.dto.ts": `import { IsEmail, IsOptional, IsInt, Min, MinLength } from "class-validator";
export class LoginDto {
  @IsEmail() email: string;
  @MinLength(8) password: string;
  @IsOptional() @IsInt() @Min(1) device?: number | null;
}
export class TokenDto { token: string; expires: Date; user: { id: number; roles: ("a" | "b")[] } }`,
      "src/auth.controller.ts": `import { Body, Controller, Post, Query } from "@nestjs/common";
import { LoginDto, TokenDto } from "./dto/login.dto";
@Controller("auth")
export class AuthController {
  @Post("login")
  login(@Body() dto: LoginDto, @Query("locale") locale?: string): Promise<TokenDto> { throw new Error(); }
}`,
    };
    const route = first(
      files,
      planned(
        "POST",
        "/auth/login",
        ["src/auth.controller.ts", 5],
        ["src/auth.controller.ts", 6, "AuthController.login"],
      ),
    );
    expect(route.request).toMatchObject({
      properties: {
        email: { type: "string", format: "email" },
        password: { type: "string", minLength: 8 },
        device: { type: "integer", minimum: 1 },
      },
      required: ["email", "password"],
    });
    expect(route.response).toMatchObject({
      properties: {
        token: { type: "string" },
        expires: { format: "date-time" },
        user: { properties: { id: { type: "number" }, roles: { items: { enum: ["a", "b"] } } } },
      },
    });
    expect(route.parameters).toEqual([{ name: "locale", in: "query", type: "string" }]);
  });

  it("reads Express's and Fastify's type arguments and schemas", () => {
    const files = {
      "a.ts": `import type { Request, Response } from "express";
interface Order { sku: string; amount: number }
export function create(req: Request<object, { id: number }, Order>, res: Response) { res.json({ id: 1 }); }`,
      "b.ts": `import fastify from "fastify";
const app = fastify();
app.post<{ Body: { name: string }; Reply: { ok: boolean } }>("/things", async () => ({ ok: true }));
app.post("/others", { schema: { body: { type: "object", properties: { n: { type: "integer" } }, required: ["n"] } } }, async () => ({}));`,
    };
    const express = first(files, planned("POST", "/orders", ["x.ts", 1], ["a.ts", 3, "create"]));
    expect([express.request, express.response]).toMatchObject([
      { required: ["sku", "amount"] },
      { properties: { id: { type: "number" } } },
    ]);
    const typed = first(files, planned("POST", "/things", ["b.ts", 3], ["b.ts", 3, null]));
    expect([typed.request, typed.response]).toMatchObject([
      { required: ["name"] },
      { properties: { ok: { type: "boolean" } } },
    ]);
    const schema = first(files, planned("POST", "/others", ["b.ts", 4], ["b.ts", 4, null]));
    expect(schema.request).toMatchObject({ properties: { n: { type: "integer" } }, required: ["n"] });
  });

  it("reads in JavaScript what the handler takes, and claims no type that it does not know", () => {
    const files = {
      "routes.js": `router.post("/transfers", wrap(async (req, res) => {
  const { payeeId, note } = req.body;
  res.json(await pay(payeeId, req.body.amountCents, note));
}));`,
    };
    const { request } = first(files, planned("POST", "/transfers", ["routes.js", 1], ["routes.js", 1, null]));
    expect(request).toMatchObject({
      properties: { payeeId: {}, note: {}, amountCents: {} },
      "x-read-from": "routes.js:1",
    });
    expect(request).not.toHaveProperty("required");
  });

  it("hooks into the app that listens, whatever else is made before it", () => {
    const files = {
      "app.js": `const Koa = require("koa");
const api = new Koa();
const app = new Koa();
app.use(mount("/api", api));
http.createServer(app.callback()).listen(3000);`,
    };
    expect(read(files).monolith.home).toMatchObject({ framework: "koa", name: "app", line: 3 });
  });

  it("finds the statement that makes the server, and never a router", () => {
    const express = {
      "lib/router.js": `const express = require("express");\nconst router = express.Router();`,
      "src/app.ts": `import express from "express";\nclass App {\n  app;\n  constructor() {\n    this.app = express();\n  }\n}`,
    };
    expect(read(express).monolith.home).toEqual({
      path: "src/app.ts",
      line: 5,
      name: "this.app",
      indent: "    ",
      framework: "express",
      typed: true,
    });
    const nest = {
      "src/main.ts": `import { NestFactory } from "@nestjs/core";\nasync function start() {\n  const app = await NestFactory.create<A>(\n    AppModule,\n  );\n}`,
    };
    expect(read(nest).monolith.home).toMatchObject({ line: 5, name: "app", framework: "nest" });
  });

  it("gives jobs the options of their queue and of their call", () => {
    const files = {
      "queues.js": `const { Queue } = require("bullmq");\nconst hour = 60 * 60 * 1000;\nconst defaultJobOptions = { attempts: 5, backoff: { type: "fixed", delay: hour } };\nmodule.exports = new Queue("mail", { connection, defaultJobOptions });`,
      "send.js": `require("./queues").add("welcome", { to }, { priority: 1 });`,
    };
    const plan = handMadePlan();
    const enqueue = {
      ...plan.services[0]!.enqueues[0]!,
      job: "mail:welcome",
      system: "bullmq",
      wire: "bullmq" as const,
      evidence: [{ path: "send.js", line: 1 }],
    };
    const node = {
      ...plan,
      monolith: { ...plan.monolith, runtime: "node" },
      services: [{ ...plan.services[0]!, enqueues: [enqueue] }],
    };
    const typed = addTypes(node, {
      paths: Object.keys(files),
      read: (path) => files[path as keyof typeof files] ?? null,
    });
    expect(typed.services[0]!.enqueues[0]!.options).toEqual({
      attempts: 5,
      backoff: { type: "fixed", delay: 3_600_000 },
      priority: 1,
    });
  });
});
