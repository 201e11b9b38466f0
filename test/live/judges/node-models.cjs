/** Prints what each object mapper itself holds of the models of a fixture: "User in users", "User.posts has-many Post". */
require("./typescript-hook.cjs");
const { readdirSync, readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");

const [library, folder] = process.argv.slice(2);
const app = createRequire(join(folder, "app.js"));

const inTable = (name, table) => `${name} in ${table}`;
const leads = (name, association, kind, target) => `${name}.${association} ${kind} ${target}`;
/** PostgreSQL's own schema goes without saying. */
const inSchema = (schema, table) => (schema && schema !== "public" ? `${schema}.${table}` : table);

const KINDS = {
  BelongsTo: "belongs-to",
  HasOne: "has-one",
  HasMany: "has-many",
  BelongsToMany: "many-to-many",
  "many-to-one": "belongs-to",
  "one-to-many": "has-many",
  "many-to-many": "many-to-many",
  BelongsToOneRelation: "belongs-to",
  HasOneRelation: "has-one",
  HasOneThroughRelation: "has-one",
  HasManyRelation: "has-many",
  ManyToManyRelation: "many-to-many",
  belongsTo: "belongs-to",
  hasOne: "has-one",
  hasMany: "has-many",
  belongsToMany: "many-to-many",
  morphMany: "has-many",
  morphOne: "has-one",
  morphTo: "belongs-to",
};

/** Sequelize renames a class to its `modelName`; people know it by the name in its source. */
const classOf = (model) => /^class (?!extends\b)(\w+)/.exec(Function.prototype.toString.call(model))?.[1] ?? model.name;

function sequelizeModels(sequelize) {
  // A table between two models that goes by a name alone is no model of the app.
  const written = Object.values(sequelize.models).filter(({ options }) => options.through === undefined);
  return written.flatMap((model) => {
    const table = model.getTableName();
    return [
      inTable(classOf(model), table.tableName === undefined ? table : inSchema(table.schema, table.tableName)),
      ...Object.values(model.associations).map((one) =>
        leads(classOf(model), one.as, KINDS[one.associationType], classOf(one.target)),
      ),
    ];
  });
}

/** TypeORM shows a parent what its children in the same table lead to. */
const isOwn = ({ target }, of) => of.target === target || of.target.prototype instanceof target;

async function typeormModels() {
  const { source } = app("./src/data-source.ts");
  await source.buildMetadatas();
  const kept = source.entityMetadatas.filter((one) => one.tableType === "regular" || one.tableType === "entity-child");
  return kept.flatMap((one) => [
    inTable(one.name, inSchema(one.schema, one.tableName)),
    ...one.relations
      .filter((relation) => isOwn(relation, one))
      .map((relation) => {
        const kind = KINDS[relation.relationType] ?? (relation.isOwning ? "belongs-to" : "has-one");
        return leads(one.name, relation.propertyName, kind, relation.inverseEntityMetadata.name);
      }),
  ]);
}

/** `ref` may be a model, or a function of the document that gives its name. */
const referred = (ref) => (typeof ref === "function" && ref.modelName === undefined ? ref.call({}) : ref);

function references(schema, prefix = "") {
  return Object.entries(schema.paths).flatMap(([path, type]) => {
    if (type.schema !== undefined) return references(type.schema, `${prefix}${path}.`);
    const many = type.instance === "Array";
    const options = { ...type.options, ...(type.embeddedSchemaType ?? type.caster)?.options };
    if (options.refPath !== undefined) return [[`${prefix}${path}`, "belongs-to", null]];
    if (options.ref === undefined) return [];
    return [[`${prefix}${path}`, many ? "has-many" : "belongs-to", referred(options.ref)]];
  });
}

function mongooseModels() {
  const mongoose = app("./models/index.js");
  const models = mongoose.connections.flatMap((one) => Object.values(one.models));
  return models.flatMap((model) => [
    inTable(model.modelName, model.collection.name),
    ...references(model.schema).map(([path, kind, target]) => leads(model.modelName, path, kind, target)),
    ...Object.entries(model.schema.virtuals)
      .filter(([, virtual]) => virtual.options.ref !== undefined)
      .map(([name, { options }]) =>
        leads(model.modelName, name, options.justOne ? "has-one" : "has-many", referred(options.ref)),
      ),
  ]);
}

function objectionModels() {
  return Object.values(app("./models/index.js")).flatMap((model) => [
    inTable(model.name, model.getTableName()),
    ...Object.values(model.getRelations()).map((one) =>
      leads(model.name, one.name, KINDS[one.constructor.name], one.relatedModelClass.name),
    ),
  ]);
}

/** Relations are methods: each that the app adds to records is called on one. */
function bookshelfRelations(Model, base, nameOf) {
  const record = new Model({ id: 1, imageable_type: "posts", imageable_id: 1 });
  const names = new Set();
  for (let at = Model.prototype; at !== base; at = Object.getPrototypeOf(at)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (typeof value === "function" && name !== "constructor") names.add(name);
  }
  return [...names].flatMap((name) => {
    const { relatedData } = record[name]();
    if (relatedData === undefined) return [];
    return [[name, KINDS[relatedData.type], relatedData.type === "morphTo" ? null : nameOf(relatedData.target)]];
  });
}

function bookshelfModels() {
  const { bookshelf, ...rest } = app("./models/index.js");
  const registered = Object.entries(bookshelf.registry.models);
  const all = new Map(registered);
  for (const [name, Model] of Object.entries(rest)) {
    if (Model.prototype instanceof bookshelf.Model && ![...all.values()].includes(Model)) all.set(name, Model);
  }
  const plain = Object.getPrototypeOf(bookshelf.Model.prototype);
  const nameOf = (Model) => [...all].find(([, one]) => one === Model)?.[0];
  return [...all].flatMap(([name, Model]) => [
    inTable(name, Model.prototype.tableName),
    ...bookshelfRelations(Model, plain, nameOf).map(([relation, kind, target]) => leads(name, relation, kind, target)),
  ]);
}

function drizzleModels(schema) {
  const orm = app("drizzle-orm");
  const named = Object.entries(schema).filter(([, one]) => orm.is(one, orm.Table));
  const nameOf = (table) => named.find(([, one]) => one === table)?.[0];
  const { tables } = orm.extractTablesRelationalConfig(schema, orm.createTableRelationsHelpers);
  return named.flatMap(([name, table]) => [
    inTable(name, inSchema(table[orm.Table.Symbol.Schema], table[orm.Table.Symbol.Name])),
    ...Object.entries(tables[name]?.relations ?? {}).map(([relation, one]) => {
      const single = one.config?.fields === undefined ? "has-one" : "belongs-to";
      return leads(name, relation, orm.is(one, orm.Many) ? "has-many" : single, nameOf(one.referencedTable));
    }),
  ]);
}

function prismaModels() {
  const schemas = join(folder, "prisma/schema");
  const files = readdirSync(schemas)
    .sort()
    .map((name) => [name, readFileSync(join(schemas, name), "utf8")]);
  const text = app("@prisma/prisma-schema-wasm").get_dmmf(JSON.stringify({ prismaSchema: files, noColor: true }));
  const { models } = JSON.parse(text).datamodel;
  const manyTo = (field, owner) =>
    models
      .find((one) => one.name === field.type)
      .fields.some((one) => one.type === owner && one.isList && one.relationName === field.relationName);
  return models.flatMap((model) => [
    inTable(model.name, inSchema(model.schema, model.dbName ?? model.name)),
    ...model.fields
      .filter((field) => field.kind === "object")
      .map((field) => {
        const list =
          manyTo(field, model.name) && field.relationFromFields.length === 0 && field.type !== model.name
            ? "many-to-many"
            : "has-many";
        const single = field.relationFromFields.length > 0 ? "belongs-to" : "has-one";
        return leads(model.name, field.name, field.isList ? list : single, field.type);
      }),
  ]);
}

const JUDGES = {
  "sequelize-forms": () => {
    app("./billing/models.js");
    return sequelizeModels(app("./connection.js"));
  },
  "sequelize-typescript-forms": () => sequelizeModels(app("./src/database.ts").sequelize),
  "typeorm-forms": typeormModels,
  "mongoose-forms": mongooseModels,
  "objection-forms": objectionModels,
  "bookshelf-forms": bookshelfModels,
  "drizzle-forms": () => drizzleModels(app("./src/db/schema/index.ts")),
  "drizzle-sqlite-forms": () => drizzleModels(app("./schema.js")),
  "prisma-forms": prismaModels,
};

(async () => {
  const rows = await JUDGES[library]();
  process.stdout.write(JSON.stringify([...new Set(rows)].sort()), () => process.exit(0));
})();
