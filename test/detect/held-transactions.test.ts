/** A transaction over an array that a variable holds: what stands in the array, and what is pushed to it, is written in one. */
import { expect, it } from "vitest";
import { detectTransactions } from "../../src/detect/transactions.js";
import { inputOf } from "./analyse-fixture.js";

const SCHEMA = `datasource db { provider = "postgresql" url = "x" }
model Price { id Int @id }
model Service { id Int @id }
model Audit { id Int @id }
`;

const writesOf = (code: string) => {
  const input = inputOf({ "prisma/schema.prisma": SCHEMA, "sync.js": code });
  return detectTransactions(input).map(({ writes }) => writes);
};

it("follows the functions that an array is made of", () => {
  const code = `
const { PrismaClient } = require("@prisma/client");
const cleanup = (prisma) => [prisma.price.deleteMany({}), prisma.service.deleteMany({})];
async function sync() {
  const prisma = new PrismaClient();
  const operations = [...cleanup(prisma)];
  await prisma.$transaction(operations);
  await prisma.audit.create({ data: {} });
}`;
  expect(writesOf(code)).toEqual([["Price", "Service"]]);
});

it("takes what is pushed between the array and the call", () => {
  const code = `
const { PrismaClient } = require("@prisma/client");
const prisma = new PrismaClient();
async function sync(rows) {
  await prisma.audit.create({ data: {} });
  const operations = [];
  for (const data of rows) operations.push(prisma.price.create({ data }));
  await prisma.$transaction(operations);
}`;
  expect(writesOf(code)).toEqual([["Price"]]);
});
