/** Turns UTF-8 bytes of Ruby into a prism tree through the WASM parser, with WASI stubbed. */
import { deserialize, type ParseResult } from "@ruby/prism/src/deserialize.js";
import { exportStackPointer, growStack } from "./prism-stack.js";

interface PrismExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  _initialize?(): void;
  calloc(count: number, size: number): number;
  free(pointer: number): void;
  pm_buffer_sizeof(): number;
  pm_buffer_init(pointer: number): void;
  pm_buffer_value(pointer: number): number;
  pm_buffer_length(pointer: number): number;
  pm_buffer_free(pointer: number): void;
  pm_serialize_parse(buffer: number, source: number, length: number, options: number): void;
}

/** The engine's WebAssembly, typed as far as it is used: Node has it, the ES library does not declare it. */
interface WasmEngine {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

export type RubyVersion = "latest" | "3.3";
export type Prism = (source: Uint8Array, version: RubyVersion) => ParseResult;

/** Layout of prism's options: filepath, line 1, encoding, flags, version, encoding locked to UTF-8, scopes. https://github.com/ruby/prism/blob/main/docs/serialization.md */
function packOptions(version: RubyVersion): Uint8Array {
  const options = new Uint8Array(23);
  options[4] = 1;
  options[14] = version === "3.3" ? 1 : 0;
  options[15] = 1;
  return options;
}

function parseWith(prism: PrismExports, source: Uint8Array, version: RubyVersion): ParseResult {
  const options = packOptions(version);
  const sourceAt = prism.calloc(1, source.length + 1);
  const optionsAt = prism.calloc(1, options.length);
  const bufferAt = prism.calloc(prism.pm_buffer_sizeof(), 1);
  prism.pm_buffer_init(bufferAt);
  new Uint8Array(prism.memory.buffer, sourceAt, source.length).set(source);
  new Uint8Array(prism.memory.buffer, optionsAt, options.length).set(options);
  prism.pm_serialize_parse(bufferAt, sourceAt, source.length, optionsAt);
  const serialized = new Uint8Array(
    prism.memory.buffer,
    prism.pm_buffer_value(bufferAt),
    prism.pm_buffer_length(bufferAt),
  );
  const result = deserialize(source, serialized);
  prism.pm_buffer_free(bufferAt);
  for (const pointer of [sourceAt, bufferAt, optionsAt]) prism.free(pointer);
  return result;
}

/** Compiles lazily: an app without Ruby pays nothing. */
export function createPrism(wasm: () => Uint8Array): Prism {
  const engine = (globalThis as unknown as { WebAssembly: WasmEngine }).WebAssembly;
  let module: object | null = null;
  let prism: PrismExports | null = null;
  const stub = new Proxy({}, { get: () => () => 0 });
  const start = (): PrismExports => {
    module ??= new engine.Module(exportStackPointer(wasm()));
    const started = new engine.Instance(module, { wasi_snapshot_preview1: stub }).exports as PrismExports;
    started._initialize?.();
    growStack(started);
    return started;
  };
  return (source, version) => {
    prism ??= start();
    try {
      return parseWith(prism, source, version);
    } catch (error) {
      // A throw (stack overflow on deep nesting) leaves the instance's memory in disorder: the next file gets a fresh one.
      prism = null;
      throw error;
    }
  };
}
