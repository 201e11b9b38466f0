/** Options of a mapper call: symbol keys by name, and the pairs whose key is something else ("path" => "a#b", App => "/x"). */
import { Hash, Sym, type Value } from "./values.js";

export class Options {
  readonly named = new Map<string, Value>();
  pairs: (readonly [Value, Value])[] = [];

  static of(hash: Hash | null): Options {
    const options = new Options();
    for (const [key, value] of hash?.entries ?? []) {
      if (key instanceof Sym) options.named.set(key.name, value);
      else options.pairs.push([key, value]);
    }
    return options;
  }

  copy(): Options {
    const options = new Options();
    for (const [name, value] of this.named) options.named.set(name, value);
    options.pairs = [...this.pairs];
    return options;
  }

  get(name: string): Value | undefined {
    return this.named.get(name);
  }

  has(name: string): boolean {
    return this.named.has(name);
  }

  set(name: string, value: Value): this {
    this.named.set(name, value);
    return this;
  }

  /** Removes and returns. */
  take(name: string): Value | undefined {
    const value = this.named.get(name);
    this.named.delete(name);
    return value;
  }

  /** `other` wins. */
  merge(other: Options): Options {
    const merged = this.copy();
    for (const [name, value] of other.named) merged.named.set(name, value);
    merged.pairs.push(...other.pairs);
    return merged;
  }

  toHash(): Hash {
    return new Hash([...[...this.named].map(([name, value]) => [new Sym(name), value] as const), ...this.pairs]);
  }
}
