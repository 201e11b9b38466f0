/** Turns the code of a route into what it takes and gives: validators, DTOs, type arguments, and what the handler reads. */
import {
  type ArrowFunction,
  type CallExpression,
  type FunctionDeclaration,
  type FunctionExpression,
  type MethodDeclaration,
  Node,
  type SourceFile,
  SyntaxKind,
} from "ts-morph";
import type { PlannedRoute } from "../../model/plan.js";
import { fromChains } from "./from-express-validator.js";
import { shapeOfType } from "./from-types.js";
import { fieldOf } from "./from-validators.js";
import type { TypeProject } from "./project.js";
import { ANY, isKnown, objectShape, type Shape } from "./shape.js";
import { initializerOf, readLiteral } from "./values.js";

type Handler = ArrowFunction | FunctionDeclaration | FunctionExpression | MethodDeclaration;

interface Found {
  readonly body: Shape | null;
  readonly query: Shape | null;
  readonly answer: Shape | null;
  readonly from: string;
}

export function typeRoute(project: TypeProject, planned: PlannedRoute): PlannedRoute {
  const found = [...handlersOf(project, planned)].reverse();
  const pick = (part: "body" | "query" | "answer"): readonly [Shape, string] | null => {
    const hit = found.find((each) => isKnown(each[part]));
    return hit === undefined ? null : [hit[part]!, hit.from];
  };
  const [body, query, answer] = [pick("body"), pick("query"), pick("answer")];
  const writes = ["POST", "PUT", "PATCH", "DELETE"].includes(planned.route.method);
  return {
    ...planned,
    ...(body === null || !writes ? {} : { request: described(body, planned.request) }),
    ...(answer === null ? {} : { response: described(answer, null) }),
    ...(query === null ? {} : { parameters: [...planned.parameters, ...queryParameters(query[0], planned)] }),
  };
}

/** What a reading of the handler leaves open, the columns may know. */
function described([shape, from]: readonly [Shape, string], columns: object | null): object {
  const known = (columns as Shape | null)?.properties ?? {};
  const properties = Object.entries(shape.properties ?? {}).map(([name, inner]): [string, Shape] => [
    name,
    Object.keys(inner).length > 0 ? inner : (ownOf(known, name) ?? ownOf(known, snake(name)) ?? inner),
  ]);
  return {
    ...shape,
    ...(shape.properties === undefined ? {} : { properties: Object.fromEntries(properties) }),
    "x-read-from": from,
  };
}

const ownOf = (shapes: Readonly<Record<string, Shape>>, name: string): Shape | undefined =>
  Object.hasOwn(shapes, name) ? shapes[name] : undefined;

const snake = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();

const queryParameters = (shape: Shape, { parameters }: PlannedRoute): PlannedRoute["parameters"] =>
  Object.entries(shape.properties ?? {})
    .filter(([name]) => !parameters.some((known) => known.name === name))
    .map(([name, { type, anyOf }]) => {
      const said = type ?? anyOf?.[0]?.type;
      return { name, in: "query", type: said === "integer" || said === "number" ? said : "string" };
    });

/** The registration, then the handler: the later one is trusted more. */
function* handlersOf(project: TypeProject, { route, detail }: PlannedRoute): Generator<Found> {
  const handler = detail.handlerPath === null ? null : project.open(detail.handlerPath);
  const at = handler === null ? null : functionAt(handler, detail.handlerLine, detail.handlerName);
  if (at !== null) {
    yield fromReads(at, placeOf(at));
    yield fromTypes(at, placeOf(at));
    yield fromDecorators(at, placeOf(at));
    yield fromParsing(at, placeOf(at));
  }
  for (const { path, line } of route.evidence) {
    const call = line === undefined ? null : registrationAt(project.open(path), line);
    if (call !== null) yield fromRegistration(call, placeOf(call));
  }
}

const placeOf = (node: Node): string => `${node.getSourceFile().getFilePath().slice(1)}:${node.getStartLineNumber()}`;
const lastOf = (name: string): string => name.split(/[.#]/).at(-1)!;

function functionAt(file: SourceFile, line: number | null, name: string | null): Handler | null {
  const all = file
    .getDescendants()
    .filter(
      (node): node is Handler =>
        Node.isArrowFunction(node) ||
        Node.isFunctionDeclaration(node) ||
        Node.isFunctionExpression(node) ||
        Node.isMethodDeclaration(node),
    );
  const named = name === null ? [] : all.filter((node) => nameOf(node) === lastOf(name));
  const here = all.filter(
    (node) => line !== null && node.getStartLineNumber() <= line && line <= node.getEndLineNumber(),
  );
  // The outermost that starts on the line: a wrapper's callback, not what is called inside of it.
  const starting = all.find((node) => node.getStartLineNumber() === line);
  return named.find((node) => here.includes(node)) ?? named[0] ?? starting ?? here.at(-1) ?? null;
}

function nameOf(node: Handler): string | null {
  if (Node.isFunctionDeclaration(node) || Node.isMethodDeclaration(node)) return node.getName() ?? null;
  const parent = node.getParent();
  return Node.isVariableDeclaration(parent) || Node.isPropertyAssignment(parent) ? parent.getName() : null;
}

const VERBS = /^(get|post|put|patch|delete|del|all|route|options|head)$/;

function registrationAt(file: SourceFile | null, line: number): CallExpression | null {
  const calls = file?.getDescendantsOfKind(SyntaxKind.CallExpression) ?? [];
  return (
    calls.find((call) => {
      const callee = call.getExpression();
      return (
        Node.isPropertyAccessExpression(callee) &&
        VERBS.test(callee.getName()) &&
        callee.getNameNode().getStartLineNumber() <= line &&
        line <= call.getEndLineNumber()
      );
    }) ?? null
  );
}

const NOTHING = { body: null, query: null, answer: null };

/** `validate(schema)`, `celebrate({ body })`, `zValidator("json", schema)`, Fastify's `{ schema: { body } }` and its generics. */
function fromRegistration(call: CallExpression, from: string): Found {
  const found: { body: Shape | null; query: Shape | null; answer: Shape | null } = { ...NOTHING };
  for (const argument of call.getArguments()) {
    if (Node.isArrowFunction(argument) || Node.isFunctionExpression(argument)) continue;
    const calls = Node.isCallExpression(argument) ? argument.getArguments() : [argument];
    for (const inner of calls) {
      if (Node.isObjectLiteralExpression(inner)) Object.assign(found, fromSlots(inner, found));
      else if (Node.isIdentifier(inner) || Node.isPropertyAccessExpression(inner) || Node.isCallExpression(inner)) {
        const shape = fieldOf(inner)?.shape ?? null;
        const slots = slotsOf(shape);
        const plain =
          shape === null
            ? initializerOf(Node.isPropertyAccessExpression(inner) ? inner.getNameNode() : inner)
            : undefined;
        if (plain !== undefined && Node.isObjectLiteralExpression(plain)) Object.assign(found, fromPlain(plain, found));
        if (slots !== null) Object.assign(found, slots);
        else if (isKnown(shape)) found[/query/i.test(argument.getText().slice(0, 40)) ? "query" : "body"] = shape;
      }
    }
  }
  return { ...found, ...fromChains(call), ...fromGenerics(call), from };
}

/** `validate(schemas.create)`: a plain object with a schema for each part of the request, or a JSON Schema for its body. */
function fromPlain(node: Node, found: object): object {
  const schema = jsonSchemaOf(node);
  return schema?.type === "object" && schema.properties !== undefined
    ? { ...found, body: schema }
    : fromSlots(node, found);
}

const PARTS: ReadonlySet<string> = new Set(["body", "query", "params", "headers", "cookies", "file", "files"]);

/** A validator of the whole request: z.object({ body: …, query: … }). */
function slotsOf(shape: Shape | null): { body: Shape | null; query: Shape | null } | null {
  const properties = shape?.properties ?? {};
  const names = Object.keys(properties);
  if (names.length === 0 || !names.every((name) => PARTS.has(name))) return null;
  return { body: properties["body"] ?? null, query: properties["query"] ?? null };
}

function fromSlots(node: Node, found: object): object {
  if (!Node.isObjectLiteralExpression(node)) return found;
  let read = { ...found };
  for (const property of node.getProperties()) {
    if (!Node.isPropertyAssignment(property)) continue;
    const value = property.getInitializer();
    const name = property.getName().replace(/^["']|["']$/g, "");
    const slot = Object.hasOwn(SLOTS, name) ? SLOTS[name] : undefined;
    if (property.getName() === "schema" && value !== undefined) read = { ...read, ...fromSlots(value, {}) };
    else if (slot !== undefined && value !== undefined) {
      const shape = fieldOf(value)?.shape ?? fieldOfLiteral(value) ?? jsonSchemaOf(value);
      if (shape !== null) read = { ...read, [slot]: shape };
    }
  }
  return read;
}

const SLOTS: Readonly<Record<string, "body" | "query">> = { body: "body", query: "query", querystring: "query" };

/** celebrate and express-joi take plain objects of joi fields. */
function fieldOfLiteral(node: Node): Shape | null {
  if (!Node.isObjectLiteralExpression(node)) return null;
  const fields = node.getProperties().flatMap((property) => {
    const field = Node.isPropertyAssignment(property) ? fieldOf(property.getInitializer()) : null;
    return field === null || !Node.isPropertyAssignment(property) ? [] : [[property.getName(), field] as const];
  });
  return fields.length === 0 ? null : objectShape(new Map(fields));
}

function jsonSchemaOf(node: Node): Shape | null {
  const value = readLiteral(node);
  return typeof value === "object" && value !== null && "type" in value ? (value as Shape) : null;
}

/** fastify.post<{ Body: X; Querystring: Y; Reply: Z }>(…) */
function fromGenerics(call: CallExpression): Partial<Found> {
  const [generic] = call.getTypeArguments();
  if (generic === undefined) return {};
  const of = (name: string): Shape | null => {
    const property = generic.getType().getProperty(name);
    return property === undefined ? null : shapeOfType(property.getTypeAtLocation(generic), generic);
  };
  const parts = { body: of("Body"), query: of("Querystring"), answer: of("Reply") };
  return Object.fromEntries(Object.entries(parts).filter(([, shape]) => isKnown(shape)));
}

/** Express: Request<Params, Answer, Body, Query>; Fastify: FastifyRequest<{ Body: X }>. */
function fromTypes(handler: Handler, from: string): Found {
  const [request] = handler.getParameters();
  const node = request?.getTypeNode();
  if (node === undefined || !Node.isTypeReference(node)) return { ...NOTHING, from };
  const types = node.getTypeArguments();
  const of = (at: number): Shape | null =>
    types[at] === undefined ? null : shapeOfType(types[at].getType(), types[at]);
  if (node.getTypeName().getText() === "FastifyRequest" && types[0] !== undefined) {
    const slot = (name: string): Shape | null => {
      const property = types[0]!.getType().getProperty(name);
      return property === undefined ? null : shapeOfType(property.getTypeAtLocation(types[0]!), types[0]!);
    };
    return { body: slot("Body"), query: slot("Querystring"), answer: null, from };
  }
  return node.getTypeName().getText().endsWith("Request")
    ? { answer: of(1), body: of(2), query: of(3), from }
    : { ...NOTHING, from };
}

/** Nest: @Body() dto: CreateThing, @Query() query: ListThings, and the type that the method returns. */
function fromDecorators(handler: Handler, from: string): Found {
  if (!Node.isMethodDeclaration(handler) || handler.getDecorators().length === 0) return { ...NOTHING, from };
  const of = (name: string): Shape | null => {
    const parameters = handler.getParameters().filter((parameter) => parameter.getDecorator(name) !== undefined);
    const whole = parameters.find((parameter) =>
      parameter
        .getDecorator(name)!
        .getArguments()
        .every((argument) => !Node.isStringLiteral(argument)),
    );
    if (whole !== undefined) return shapeOfType(whole.getType(), whole);
    const single = parameters.flatMap((parameter) => {
      const key = readLiteral(parameter.getDecorator(name)!.getArguments()[0]);
      return typeof key === "string"
        ? [[key, { shape: shapeOfType(parameter.getType(), parameter), optional: parameter.isOptional() }] as const]
        : [];
    });
    return single.length === 0 ? null : objectShape(new Map(single));
  };
  const returned = handler.getReturnTypeNode();
  return {
    body: of("Body"),
    query: of("Query"),
    answer: returned === undefined ? null : shapeOfType(handler.getReturnType(), handler),
    from,
  };
}

const PARSERS = /^(parse|safeParse|parseAsync|safeParseAsync|validate|validateAsync|validateSync|attempt|cast)$/;

/** schema.parse(req.body), schema.validate(req.query). */
function fromParsing(handler: Handler, from: string): Found {
  const found: { body: Shape | null; query: Shape | null; answer: Shape | null } = { ...NOTHING };
  for (const call of handler.getDescendantsOfKind(SyntaxKind.CallExpression)) {
    const callee = call.getExpression();
    const [first, second] = call.getArguments();
    const slot = slotAsked(first);
    if (slot !== null && Node.isIdentifier(callee)) found[slot] = compiledShape(callee) ?? found[slot];
    else if (slot !== null && Node.isPropertyAccessExpression(callee)) {
      if (PARSERS.test(callee.getName())) found[slot] = fieldOf(callee.getExpression())?.shape ?? found[slot];
      if (callee.getName() === "Check") found[slot] = compiledShape(callee.getExpression()) ?? found[slot];
    } else {
      // ajv.validate(schema, req.body)
      const given = slotAsked(second);
      if (given !== null && first !== undefined) found[given] = schemaShape(first) ?? found[given];
    }
  }
  return { ...found, from };
}

const slotAsked = (node: Node | undefined): "body" | "query" | null =>
  (/\.(body|query)$/.exec(node?.getText() ?? "")?.[1] as "body" | "query" | undefined) ?? null;

const schemaShape = (node: Node): Shape | null => fieldOf(node)?.shape ?? jsonSchemaOf(node);

/** `const check = ajv.compile(schema)`, `TypeCompiler.Compile(T)`: what it was compiled from. */
function compiledShape(node: Node): Shape | null {
  const made = initializerOf(Node.isPropertyAccessExpression(node) ? node.getNameNode() : node);
  if (made === undefined || !Node.isCallExpression(made)) return null;
  const callee = made.getExpression();
  const [schema] = made.getArguments();
  const compiles = Node.isPropertyAccessExpression(callee) && /^compile$/i.test(callee.getName());
  return compiles && schema !== undefined ? schemaShape(schema) : null;
}

/** const { a, b } = req.body; req.body.c; ctx.request.body.d: names are known, types are not. */
function fromReads(handler: Handler, from: string): Found {
  const names = { body: new Set<string>(), query: new Set<string>() };
  let typed: Shape | null = null;
  for (const node of handler.getDescendantsOfKind(SyntaxKind.PropertyAccessExpression)) {
    const slot = node.getName();
    if (
      (slot !== "body" && slot !== "query") ||
      !/^(req|request|ctx\.request|ctx|context\.req)$/.test(node.getExpression().getText())
    )
      continue;
    const parent = node.getParent();
    if (Node.isPropertyAccessExpression(parent) && parent.getExpression() === node) names[slot].add(parent.getName());
    if (Node.isAsExpression(parent) && slot === "body") typed = shapeOfType(parent.getType(), parent);
    const declaration = Node.isAsExpression(parent) ? parent.getParent() : parent;
    const target = Node.isVariableDeclaration(declaration) ? declaration.getNameNode() : null;
    if (target !== null && Node.isObjectBindingPattern(target)) {
      for (const element of target.getElements())
        if (element.getDotDotDotToken() === undefined)
          names[slot].add(element.getPropertyNameNode()?.getText() ?? element.getName());
    }
    if (Node.isVariableDeclaration(declaration) && declaration.getTypeNode() !== undefined && slot === "body")
      typed = shapeOfType(declaration.getType(), declaration);
  }
  const open = (set: ReadonlySet<string>): Shape | null =>
    set.size === 0 ? null : objectShape(new Map([...set].map((name) => [name, { shape: ANY, optional: true }])));
  return { body: isKnown(typed) ? typed : open(names.body), query: open(names.query), answer: null, from };
}
