/** A Rails cache in one dyno's files or memory: what production says, else what the application says for every environment. */
import type { Judgement } from "./judgement.js";

const OWN = /(^|\.)config\.cache_store=$/;
const LOCAL = /^(file|memory)_store$/;

export const cacheStore: Judgement = ({ facts }) => {
  const settings = facts.flatMap(({ path, calls }) =>
    calls.filter(({ text }) => OWN.test(text)).map(({ args, line }) => ({ path, line, store: [args[0]].flat()[0] })),
  );
  const at = (name: string) => settings.filter(({ path }) => path === name || path.endsWith(`/${name}`));
  const production = at("config/environments/production.rb");
  const said = production.length > 0 ? production : at("config/application.rb");
  return said
    .filter(({ store }) => typeof store === "string" && LOCAL.test(store))
    .map(({ path, line, store }) => ({ path, line, it: String(store), subject: path }));
};
