/** Turns JSON with comments and trailing commas (tsconfig, .babelrc) into a value; undefined where it is neither. */

export function parseJsonc(text: string): unknown {
  try {
    return JSON.parse(stripComments(text.replace(/^\uFEFF/, "")));
  } catch {
    return undefined;
  }
}

/** Blanks comments and trailing commas outside strings. */
function stripComments(text: string): string {
  const tokens = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  const plain = text.replace(tokens, (token) => (token.startsWith('"') ? token : " "));
  return plain.replace(/"(?:[^"\\]|\\.)*"|,(?=\s*[\]}])/g, (token) => (token === "," ? "" : token));
}
