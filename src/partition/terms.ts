/** Turns names into terms: split at case and punctuation, lower case, plural taken off. */

export function splitName(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .map((term) => stem(term.toLowerCase()))
    .filter((term) => term.length > 2 && !/^\d+$/.test(term));
}

const SAME_IN_PLURAL: ReadonlySet<string> = new Set(["analytics", "news", "series", "species"]);

/** Plurals only: more stemming makes terms meet that mean different things. */
export function stem(term: string): string {
  if (SAME_IN_PLURAL.has(term)) return term;
  if (term.length > 4 && term.endsWith("ies")) return `${term.slice(0, -3)}y`;
  if (term.length > 4 && /(ss|sh|ch|x|z)es$/.test(term)) return term.slice(0, -2);
  if (term.length > 3 && term.endsWith("s") && !/(ss|us|is)$/.test(term)) return term.slice(0, -1);
  return term;
}

/** Words of frameworks and layers: they say what kind of file it is, not what it is about. */
export const LAYER_TERMS: ReadonlySet<string> = new Set(
  (
    "controller model service view helper helpers lib libs util utils utility common shared core base concern job worker " +
    "mailer mail serializer presenter policy policies decorator resolver module dto entity entities repository repositories " +
    "router route routes handler handlers middleware middlewares schema schemas type types interface interfaces index main " +
    "app application component components container hook hooks store reducer action actions test spec config constant " +
    "constants api server client src source validator validators guard guards strategy strategies provider providers " +
    "factory migration seed query queries mutation mutations subscription subscriber command commands event events task " +
    "tasks queue processor processors record abstract default input output args param params request response web " +
    "backend frontend package packages plugin plugins engine engines admin public static asset assets public"
  )
    .split(" ")
    .map(stem),
);

/** Words between words: what "terms-and-conditions" is about is not "and". */
export const FUNCTION_TERMS: ReadonlySet<string> = new Set(
  "and any are but can for from has have into its new non not off one only other our out own per that the their this two via was with your".split(
    " ",
  ),
);

/** What code does, not what it is about: no module is named after it while a thing can name it. */
export const VERB_TERMS: ReadonlySet<string> = new Set(
  (
    "add after all before build change check clean clear copy create decide delete destroy disable do edit enable execute " +
    "fetch find generate get handle import init list load make manage merge move new open parse perform prepare process " +
    "prune read rebuild refresh remove render require reset resolve restore run save send set setup show start stop submit " +
    "switch sync toggle update use validate verify with write page base custom default entry generic multi simple"
  ).split(" "),
);
