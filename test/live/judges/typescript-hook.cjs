/** Lets `require` take TypeScript files, with the metadata of decorators that esbuild leaves out. */
const { readFileSync } = require("node:fs");
const { _extensions: extensions } = require("node:module");
const ts = require("typescript");

const compilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2022,
  esModuleInterop: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  useDefineForClassFields: false,
};

extensions[".ts"] = (module, path) =>
  module._compile(ts.transpileModule(readFileSync(path, "utf8"), { compilerOptions, fileName: path }).outputText, path);
