/** The second thread: turns the files it takes from the shared list into facts. */
import { helpOut } from "./io/helper-thread.js";
import { readWasm } from "./io/package-files.js";
import { createSourceReader } from "./io/source-reader.js";
import { createParser, parseFile } from "./parse/index.js";

helpOut((root) => {
  const reader = createSourceReader(root);
  const parser = createParser({ wasm: readWasm });
  return (path) => JSON.stringify(parseFile(parser, path, reader));
});
