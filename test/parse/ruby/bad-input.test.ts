/** Ruby as it comes: broken, old, new, deep, long, in other encodings; each costs at most its own file. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { FileFacts } from "../../../src/model/file-facts.js";
import { createParser } from "../../../src/parse/index.js";

const WASM = fileURLToPath(new URL("../../../node_modules/@ruby/prism/src/prism.wasm", import.meta.url));
const parser = createParser({ wasm: () => readFileSync(WASM) });

function read(source: string | Uint8Array, path = "app/models/thing.rb"): FileFacts {
  const bytes = typeof source === "string" ? new TextEncoder().encode(source) : source;
  const facts = parser.parse({ path, text: new TextDecoder().decode(bytes), bytes });
  if (facts === null) throw new Error(`nothing reads ${path}`);
  return facts;
}

const names = (facts: FileFacts): readonly string[] => facts.definitions.map(({ name }) => name);

describe("bad input", () => {
  it("lists a broken file, keeps what can be read of it, and reads the next", () => {
    const broken = read("class Thing\n  def a\n    if true\n  end\n\n  def b(\nend\n");
    expect(broken.parsed).toBe(false);
    expect(broken.diagnostics.map(({ code }) => code)).toContain("parse-failed");
    expect(broken.diagnostics[0]?.line).toBeGreaterThan(0);
    expect(names(read("class Next; def fine; end; end"))).toEqual(["Next#fine", "Next"]);
  });

  it.each([
    [
      "Ruby 1.9's hash rockets, `rescue => @error` and numbered globals",
      "class Old\n  def a\n    { :a => 1 }\n  rescue => @error\n    $1\n  end\nend",
    ],
    [
      "Ruby 2's keyword hashes, `&.`, flip-flop and `BEGIN`",
      "class Old\n  def a(b: 1, **c)\n    b&.to_s\n    (1..9).select { |i| true if (i == 2)..(i == 4) }\n  end\nend",
    ],
    [
      "Ruby 3's endless methods, pattern matching and shorthand hashes",
      "class Old\n  def a(x, y) = { x:, y: }\n  def b(v)\n    case v\n    in { name: String => n, tags: [*, 'x', *] } if n\n      n\n    end\n    v => { id: }\n    id in Integer\n  end\n  def c(*, **, &) = d(*, **, &)\nend",
    ],
    [
      "Ruby 3.4's `it`, and Ruby 4's leading `&&` on a line of its own",
      "class Old\n  def a(list)\n    list.map { it + 1 }\n    ok = true\n      && list\n    ok\n  end\nend",
    ],
  ])("reads %s", (_what, source) => {
    const facts = read(source);
    expect(facts.diagnostics).toEqual([]);
    expect(facts.parsed).toBe(true);
    expect(names(facts)).toContain("Old#a");
  });

  it("reads a class of 5,000 lines whole", () => {
    const methods = Array.from({ length: 1_700 }, (_, at) => `  def m${at}(x)\n    Other.call(x)\n  end`);
    const facts = read(`class Long\n${methods.join("\n")}\nend\n`);
    expect(facts.parsed).toBe(true);
    expect(facts.definitions).toHaveLength(1_701);
    expect(facts.definitions.find(({ name }) => name === "Long")?.endLine).toBe(5_102);
  });

  it.each([
    ["calls", 20_000, "a(", ")"],
    ["arrays", 20_000, "[", "]"],
    ["blocks", 5_000, "x { ", " }"],
    ["conditions", 5_000, "if a; ", " end"],
  ])("gives up on %s nested %d deep and goes on with the next file", (_what, depth, open, close) => {
    const deep = read(`class Deep\n  def a\n${open.repeat(depth)}1${close.repeat(depth)}\n  end\nend\n`);
    if (!deep.parsed) expect(deep.diagnostics.length).toBeGreaterThan(0);
    const next = read("class Next; def fine; end; end");
    expect(next.parsed).toBe(true);
    expect(names(next)).toEqual(["Next#fine", "Next"]);
  });

  // Past some 170 levels prism's own stack, 64 kB, ran into its data: it hung or read nonsense.
  it.each([
    ["a(", ")"],
    ["[", "]"],
    ["x { ", " }"],
    ["if a; ", " end"],
  ])("reads 300 levels of %s", (open, close) => {
    const deep = read(`class Deep\n  def a\n${open.repeat(300)}Leaf${close.repeat(300)}\n  end\nend\n`);
    expect(deep.parsed).toBe(true);
    expect(names(deep)).toEqual(["Deep#a", "Deep"]);
    expect(deep.references.some(({ origin }) => "name" in origin && origin.name === "Leaf")).toBe(true);
  });

  it("reads Latin-1 by its magic comment, names and strings whole", () => {
    const latin = Buffer.from(
      '# encoding: iso-8859-1\nclass Caf\xe9\n  belongs_to :stra\xdfe, class_name: "Stra\xdfe"\nend\n',
      "latin1",
    );
    const facts = read(latin);
    expect(facts.parsed).toBe(true);
    expect(facts.diagnostics).toEqual([]);
    expect(names(facts)).toContain("Café");
  });

  it("reads what begins with a byte order mark, or ends in a NUL or after __END__", () => {
    expect(names(read("\uFEFFclass Marked; end"))).toEqual(["Marked"]);
    expect(names(read("class Ended; end\n__END__\nclass Not; end"))).toEqual(["Ended"]);
    expect(() => read("class Cut; end\0garbage")).not.toThrow();
    expect(read("").parsed).toBe(true);
  });

  it("does not throw on bytes that are no Ruby at all", () => {
    const noise = Uint8Array.from({ length: 4_096 }, (_, at) => (at * 7919) % 256);
    expect(() => read(noise)).not.toThrow();
    expect(names(read("class Next; end"))).toEqual(["Next"]);
  });
});
