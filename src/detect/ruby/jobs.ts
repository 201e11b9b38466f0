/** Joins Ruby's job classes with where they are enqueued and which process serves their queue. */
import type { FileFacts } from "../../model/file-facts.js";
import { findJobClasses, jobContext, type RubyJob } from "./job-classes.js";
import { rubyModelFacts } from "./models.js";

export function findRubyJobs(facts: readonly FileFacts[]): readonly RubyJob[] {
  return findJobClasses(jobContext(facts, rubyModelFacts(facts).ruby.classes));
}
