/**
 * Gives prism's WebAssembly a larger stack: it ships with 64 kB, and code nested some 170 levels deep then writes over its own data and may never return.
 * wasm-ld keeps the stack in memory, its top in global 0, which the module does not export; one more export entry makes it ours to set.
 */

const EXPORT_SECTION = 7;
const GLOBAL = 3;
const NAME = "valueline_stack_pointer";
/** Prism itself gives up at 10,000 levels, each of which takes less than 1 kB. */
export const STACK_BYTES = 8 * 1024 * 1024;

interface StackExports {
  readonly [NAME]: { value: number };
  calloc(count: number, size: number): number;
}

function readLeb(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at] ?? 0;
    at += 1;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next: at };
  }
}

function writeLeb(value: number): readonly number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 0x80);
  }
}

/** The same module with global 0 among its exports. https://webassembly.github.io/spec/core/binary/modules.html */
export function exportStackPointer(module: Uint8Array): Uint8Array {
  for (let at = 8; at < module.length; ) {
    const size = readLeb(module, at + 1);
    const end = size.next + size.value;
    if (module[at] !== EXPORT_SECTION) {
      at = end;
      continue;
    }
    const count = readLeb(module, size.next);
    const name = new TextEncoder().encode(NAME);
    const body = [...writeLeb(count.value + 1), ...module.subarray(count.next, end)];
    body.push(...writeLeb(name.length), ...name, GLOBAL, 0);
    const section = [EXPORT_SECTION, ...writeLeb(body.length), ...body];
    return Uint8Array.from([...module.subarray(0, at), ...section, ...module.subarray(end)]);
  }
  return module;
}

/** Moves the stack, which grows downwards, to memory of its own. */
export function growStack(exports: object): void {
  const started = exports as StackExports;
  const base = started.calloc(1, STACK_BYTES);
  started[NAME].value = Math.floor((base + STACK_BYTES) / 16) * 16;
}
