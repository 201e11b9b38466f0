/** Rails' cache and Sidekiq on one Redis: both take their address from the same variable. */
import type { FileFacts } from "../../model/file-facts.js";
import type { Judgement } from "./judgement.js";

const SETTING = /(^|\.)config\.cache_store=$/;
/** Lines of a `config.cache_store = …` statement in which its address may stand. */
const SPAN = 12;

export const sharedRedis: Judgement = ({ app, facts }) => {
  const sidekiq = app.heroku.processes.some(({ command, entrypoint }) =>
    /\bsidekiq/.test(`${command} ${entrypoint ?? ""}`),
  );
  const files = facts.filter(({ path }) => /(^|\/)config\/(environments\/production|application)\.rb$/.test(path));
  if (!sidekiq) return [];
  const jobs = new Set(
    facts.filter(({ path }) => /sidekiq[^/]*\.rb$/.test(path) && path.includes("config/")).flatMap(redisVars),
  );
  // Without a word of its own Sidekiq takes REDIS_PROVIDER's variable, then REDIS_URL.
  if (jobs.size === 0) jobs.add("REDIS_URL");
  return files.flatMap((file) =>
    file.calls
      .filter(({ text, args }) => SETTING.test(text) && /^redis_(cache_)?store$/.test(String([args[0]].flat()[0])))
      .flatMap(({ line }) => {
        const own = file.env.filter((read) => read.line >= line && read.line <= line + SPAN && /REDIS/.test(read.name));
        const names = own.length > 0 ? own.map(({ name }) => name) : ["REDIS_URL"];
        const shared = names.filter((name) => jobs.has(name));
        return shared.length === 0 ? [] : [{ path: file.path, line, it: shared[0]!, subject: file.path }];
      }),
  );
};

const redisVars = ({ env }: FileFacts): readonly string[] =>
  env.map(({ name }) => name).filter((name) => /REDIS/.test(name));
