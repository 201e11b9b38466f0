/** Turns text into Babel's tree with the syntax plugins its extension and header ask for. */
import { type ParseResult, type ParserPlugin, parse } from "@babel/parser";
import type * as t from "@babel/types";

const COMMON: readonly ParserPlugin[] = [
  "decorators-legacy",
  "decoratorAutoAccessors",
  "importAttributes",
  "explicitResourceManagement",
];

/** Plugins to try, best first. JavaScript may hold JSX or Flow; TypeScript JSX only in .tsx. */
function attempts(path: string, text: string): readonly (readonly ParserPlugin[])[] {
  if (/\.[cm]?ts$/.test(path)) return [["typescript"], ["typescript", "jsx"]];
  if (/\.tsx$/.test(path)) return [["typescript", "jsx"]];
  const flow: readonly ParserPlugin[] = ["jsx", ["flow", { all: /@flow/.test(text.slice(0, 500)) }]];
  return [flow, ["jsx", "typescript"]];
}

export function parseProgram(path: string, text: string): ParseResult<t.File> {
  let failure: unknown;
  for (const plugins of attempts(path, text)) {
    try {
      return parse(text, {
        sourceType: "unambiguous",
        errorRecovery: true,
        allowReturnOutsideFunction: true,
        allowAwaitOutsideFunction: true,
        allowImportExportEverywhere: true,
        allowSuperOutsideMethod: true,
        allowUndeclaredExports: true,
        allowNewTargetOutsideFunction: true,
        attachComment: false,
        plugins: [...plugins, ...COMMON],
      });
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}
