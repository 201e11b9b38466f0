/** Turns a place in a file into the text that stands for it among routers: definitions, their members and parameters. */
export const keyOf = (path: string, name: string, members: readonly string[]): string =>
  [`${path}#${name}`, ...members].join(".");

export const paramKey = (path: string, name: string, index: number, members: readonly string[]): string =>
  [`${path}#${name}@${index}`, ...members].join(".");
