import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createParser } from "../../../src/parse/index.js";
import { parseText } from "./read-app.js";

const WASM = fileURLToPath(new URL("../../../node_modules/@ruby/prism/src/prism.wasm", import.meta.url));

describe("definitions and references", () => {
  const facts = parseText(
    "app/models/billing/invoice.rb",
    `module Billing
  class Invoice < ApplicationRecord
    include Payable
    STATES = %w[open paid].freeze
    class << self
      def due; Ledger.find; end
    end
    def total
      return 0 if lines.empty? && !draft?
      lines.each { |line| Money.new(line) if line }
    end
    Line = Struct.new(:amount) do
      def cents; Currency::CENTS; end
    end
  end
end
`,
  );
  const definition = (name: string) => facts.definitions.find((one) => one.name === name);

  it("names classes by their lexical modules, methods by their class", () => {
    expect(facts.definitions.map((one) => `${one.kind} ${one.name}`).sort()).toEqual([
      "class Billing::Invoice",
      "class Billing::Invoice::Line",
      "constant Billing::Invoice::STATES",
      "method Billing::Invoice#total",
      "method Billing::Invoice.due",
      "method Billing::Invoice::Line#cents",
      "module Billing",
    ]);
  });

  it("keeps superclass and mixins with the nesting they were written in", () => {
    expect(definition("Billing::Invoice")?.bases).toEqual([
      { origin: { kind: "constant", name: "ApplicationRecord", nesting: ["Billing"] }, how: "extends" },
      { origin: { kind: "constant", name: "Payable", nesting: ["Billing", "Billing::Invoice"] }, how: "include" },
    ]);
  });

  it("counts cognitive complexity: modifier, boolean run, nested condition", () => {
    expect(definition("Billing::Invoice#total")?.complexity).toBe(4);
  });

  it("tells new, call and use apart", () => {
    const used = facts.references.map((one) => `${one.kind} ${"name" in one.origin ? one.origin.name : ""}`);
    expect(used).toEqual(expect.arrayContaining(["new Money", "call Ledger", "use Currency::CENTS"]));
  });
});

describe("the walk", () => {
  it("enters every list of the tree: case branches, rescue lists, defaults, multiple assignment, patterns", () => {
    const facts = parseText(
      "app/a.rb",
      `class A
  def run(first = Alpha.new, key: Beta.new)
    case first
    when Gamma then Delta.call
    else Epsilon.call
    end
    case first
    in { name: Zeta } then Eta.call
    in [Theta, *] then nil
    end
    a.x, b[Iota] = 1, 2
  rescue Kappa, Lambda
    nil
  end
end
`,
    );
    const names = facts.references.map((one) => ("name" in one.origin ? one.origin.name : ""));
    const wanted = "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda".split(" ");
    expect([...names].sort()).toEqual([...wanted].sort());
  });
});

describe("ENV", () => {
  it("reads names and whether the app runs without them", () => {
    const facts = parseText(
      "config/initializers/a.rb",
      'A = ENV["A"]\nB = ENV.fetch("B")\nC = ENV.fetch("C", 1)\nD = ENV.fetch("D") { 2 }\nE = ENV["E"].presence || "x"\nENV["F"] ||= "y"\nrun if ENV["G"]\nENV.values_at("H", "I")\nENV["SET"] = "1"\n',
    );
    expect(facts.env.map((one) => `${one.name} ${one.hasDefault}`)).toEqual([
      "A false",
      "B false",
      "C true",
      "D true",
      "E true",
      "F true",
      "G true",
      "H false",
      "I false",
    ]);
  });
});

describe("calls", () => {
  it("keeps settings, macros and calls on constants with redacted literals", () => {
    const facts = parseText(
      "config/environments/production.rb",
      'Rails.application.configure do\n  config.force_ssl = true\nend\nDevise.setup do |config|\n  config.secret_key = "abcd1234"\nend\nStripe.api_key = "sk_live_abcdefghijklmnop"\n',
    );
    const texts = facts.calls.map((one) => `${one.text} ${JSON.stringify(one.args)}`);
    expect(texts).toEqual(expect.arrayContaining(["config.force_ssl= [true]", 'config.secret_key= ["[redacted]"]']));
    expect(JSON.stringify(facts)).not.toContain("sk_live_abcdefghijklmnop");
    expect(JSON.stringify(facts)).not.toContain("abcd1234");
  });
});

describe("bad input", () => {
  it("lists broken Ruby with its line and loses that file alone", () => {
    const facts = parseText("app/a.rb", "class A\n  def b\n    (\n  end\nend\n");
    expect(facts.parsed).toBe(false);
    expect(facts.diagnostics[0]).toMatchObject({ code: "parse-failed" });
    expect(facts.diagnostics[0]?.line).toBeGreaterThan(0);
    expect(parseText("app/b.rb", "class B; end").parsed).toBe(true);
  });

  it("reads Ruby 2 and Ruby 4", () => {
    const old =
      'class Old\n  attr_accessor :a\n  def b(x = nil, *) { :a => 1, "b": 2 } end\n  def c; yield; end\nend\nputs <<-X % [1]\n %d\nX\n';
    const today =
      "class Today\n  def total = items.sum { it.price }\n  def pass(*, **, &) = run(*, **, &)\n  def read(row) = case row\n    in {name: String => name, age: Integer} if name\n      name\n    in [_, *]\n      nil\n  end\n  Point = Data.define(:x, :y)\nend\n";
    expect(
      parseText(
        "a.rb",
        old.replace('def b(x = nil, *) { :a => 1, "b": 2 } end', 'def b(x = nil, *); { :a => 1, "b": 2 }; end'),
      ).parsed,
    ).toBe(true);
    expect(parseText("b.rb", today).definitions.map((one) => one.name)).toContain("Today::Point");
  });

  it("reads a class of five thousand lines", () => {
    const methods = Array.from({ length: 1250 }, (_, at) => `  def m${at}\n    Thing.call(${at})\n  end\n`).join("\n");
    const facts = parseText("app/big.rb", `class Big\n${methods}end\n`);
    expect(facts.definitions).toHaveLength(1251);
    expect(facts.references).toEqual([
      { origin: { kind: "constant", name: "Thing", nesting: ["Big"] }, kind: "call", count: 1250, line: 3 },
    ]);
  });

  it("survives nesting no stack holds, and reads the next file", () => {
    const parser = createParser({ wasm: () => readFileSync(WASM) });
    const parse = (path: string, text: string) => parser.parse({ path, text, bytes: new TextEncoder().encode(text) });
    const deep = parse("deep.rb", `x = ${"[".repeat(30_000)}${"]".repeat(30_000)}\n`);
    expect(deep?.parsed).toBe(false);
    const calls = parse("chain.rb", `x${".a(1)".repeat(20_000)}\n`);
    expect(calls).not.toBeNull();
    expect(parse("next.rb", "class Next; end")?.definitions.map((one) => one.name)).toEqual(["Next"]);
  });

  it("decodes what its magic comment names", () => {
    const bytes = Buffer.concat([
      Buffer.from("# encoding: iso-8859-1\nclass Caf"),
      Buffer.from([0xe9]),
      Buffer.from('\n  NAME = "Jos'),
      Buffer.from([0xe9]),
      Buffer.from('"\nend\n'),
    ]);
    const parser = createParser({ wasm: () => readFileSync(WASM) });
    const facts = parser.parse({ path: "app/cafe.rb", text: bytes.toString("utf8"), bytes });
    expect(facts?.definitions.map((one) => one.name)).toEqual(["Café::NAME", "Café"]);
    expect(facts?.fragments).toContainEqual({ kind: "constant", name: "Café::NAME", value: "José", line: 3 });
  });

  it("counts lines that are code, in heredocs too, but not comments or data", () => {
    const facts = parseText("a.rb", "# c\n\nx = <<~T\n  # text\nT\n=begin\nno\n=end\ny = 1 # c\n__END__\ndata\n");
    expect(facts.lines).toBe(4);
  });
});
