/** Collections of MongoDB's driver that a setting names: kept in a variable, with a default, built of texts. */
import { expect, it } from "vitest";
import { inputOf } from "../../../detect/analyse-fixture.js";

it("calls a collection after the setting that names it, and by its default where one stands there", () => {
  const text = `
module.exports = (env, ctx) => {
  var collection = env.devicestatus_collection;
  const kept = () => ctx.store.collection(collection);
  kept().insertOne({});
  ctx.store.collection(env.food_coll || "food").find({});
  ctx.store.collection("audit_" + "log").find({});
  ctx.store.collection(env.where).find({});
};`;
  const uses = inputOf({ "a.js": text })
    .facts[0]!.tables.filter((one) => one.table !== null)
    .map((one) => `${one.mode} ${one.table}`);
  expect([...new Set(uses)].sort()).toEqual(["read audit_log", "read devicestatus", "read food", "write devicestatus"]);
});
