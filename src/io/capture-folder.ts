/** Reads the files of a capture folder as text; the Heroku reader drops their values while parsing. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../model/errors.js";
import { byText } from "../text/order.js";

export function readCapture(folder: string): ReadonlyMap<string, string> {
  try {
    const names = readdirSync(folder)
      .sort(byText)
      .filter((name) => /\.(json|log|txt)$/.test(name) && statSync(join(folder, name)).isFile());
    return new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  } catch (cause) {
    throw new UserError(`the capture folder ${folder} cannot be read`, {
      hint: "name a folder that holds `heroku ps --json` and the like, or run `migrate capture --app NAME`",
      cause,
    });
  }
}
