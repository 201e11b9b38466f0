/** What a regex sees: imports, constants, files changed together and shared words, weighted 3 : 2 : 1. */

const stem = (path) => path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]+$/, "");
const camel = (name) => name.replace(/(^|_)([a-z])/g, (_, __, letter) => letter.toUpperCase());

/** @returns {[number, number, number][]} */
export function regexEdges(paths, reader, history) {
  const texts = paths.map((path) => reader.read(path) ?? "");
  const views = [
    [3, staticEdges(paths, texts)],
    [2, historyEdges(paths, history)],
    [1, wordEdges(texts)],
  ];
  return views.flatMap(([weight, edges]) => {
    const mass = edges.reduce((sum, [, , own]) => sum + own, 0) || 1;
    return edges.map(([a, b, own]) => [a, b, (own * weight * 1000) / mass]);
  });
}

function staticEdges(paths, texts) {
  const byStem = new Map(paths.map((path, at) => [path.replace(/(\/index)?\.[^./]+$/, ""), at]));
  const classes = new Map(
    paths.filter((path) => path.endsWith(".rb")).map((path) => [camel(stem(path)), paths.indexOf(path)]),
  );
  const stems = [...byStem];
  /** "src/user/user.service" means the one file whose path ends so: what a path alias of tsconfig comes to. */
  const find = (target, relative) => {
    if (relative || byStem.has(target)) return byStem.get(target);
    const ending = `/${target.replace(/^@[^/]+\//, "").replace(/^[~@]\//, "")}`;
    const matches = ending.split("/").length < 3 ? [] : stems.filter(([path]) => path.endsWith(ending));
    return matches.length === 1 ? matches[0][1] : undefined;
  };
  const found = [];
  texts.forEach((text, from) => {
    const folder = paths[from].split("/").slice(0, -1);
    for (const [, source] of text.matchAll(/(?:from|require\(|import\()\s*["']([^"']+)["']/g)) {
      const base = source.startsWith(".") ? folder : [];
      const parts = [...base];
      for (const part of source.split("/")) {
        if (part === "..") parts.pop();
        else if (part !== ".") parts.push(part);
      }
      const to = find(parts.join("/").replace(/\.[jt]sx?$/, ""), source.startsWith("."));
      if (to !== undefined) found.push([from, to]);
    }
    if (paths[from].endsWith(".rb"))
      for (const [, name] of text.matchAll(/\b([A-Z]\w+)\b/g)) {
        const to = classes.get(name);
        if (to !== undefined && to !== from) found.push([from, to]);
      }
  });
  const users = new Map();
  const unique = new Map(found.map(([a, b]) => [`${a} ${b}`, [a, b]]));
  for (const [, to] of unique.values()) users.set(to, (users.get(to) ?? 0) + 1);
  return [...unique.values()].map(([a, b]) => [a, b, 1 / Math.log2(1 + users.get(b))]);
}

function historyEdges(paths, history) {
  const index = new Map(paths.map((path, at) => [path, at]));
  const weights = new Map();
  for (const { changes } of history.commits) {
    const nodes = changes.flatMap(({ path }) => index.get(path) ?? []);
    if (nodes.length < 2 || nodes.length > 20) continue;
    nodes.forEach((a, at) => {
      for (const b of nodes.slice(at + 1)) weights.set(`${a} ${b}`, (weights.get(`${a} ${b}`) ?? 0) + 1 / nodes.length);
    });
  }
  return [...weights].map(([key, weight]) => [...key.split(" ").map(Number), weight]);
}

function wordEdges(texts) {
  const bags = texts.map((text) => new Set(text.match(/[A-Za-z]{4,}/g)?.map((word) => word.toLowerCase()) ?? []));
  const holders = new Map();
  bags.forEach((bag, at) => {
    for (const word of bag) holders.set(word, [...(holders.get(word) ?? []), at]);
  });
  const likeness = new Map();
  for (const nodes of holders.values()) {
    if (nodes.length < 2 || nodes.length > 20) continue;
    nodes.forEach((a, at) => {
      for (const b of nodes.slice(at + 1))
        likeness.set(`${a} ${b}`, (likeness.get(`${a} ${b}`) ?? 0) + 1 / nodes.length);
    });
  }
  return [...likeness]
    .filter(([, weight]) => weight > 0.5)
    .map(([key, weight]) => [...key.split(" ").map(Number), weight]);
}
