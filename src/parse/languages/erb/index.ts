/** Turns ERB, HAML and Slim templates into the facts of the Ruby inside them. */
import type { FileFacts } from "../../../model/file-facts.js";
import { defineLanguage, type SourceText } from "../../language.js";
import { createFrameworkIndex } from "../ruby/framework-index.js";
import { renders } from "../ruby/frameworks/renders.js";
import { createPrism } from "../ruby/prism.js";
import { readTemplate } from "../ruby/read-ruby.js";
import { rubyOfErb } from "./erb-source.js";
import { rubyOfIndented } from "./indented-source.js";
import { templates } from "./views.js";

const TEMPLATE = /\.(erb|haml|slim)$/;

const codeLines = (text: string): number => text.split("\n").filter((line) => line.trim() !== "").length;

function rubyOf({ path, text }: SourceText): string {
  if (path.endsWith(".erb")) return rubyOfErb(text);
  return rubyOfIndented(text, path.endsWith(".slim") ? "slim" : "haml");
}

export const erb = defineLanguage((resources) => {
  const prism = createPrism(() => resources.wasm("prism"));
  const frameworksOf = createFrameworkIndex([renders, templates]);
  const parse = (source: SourceText): FileFacts => {
    const text = rubyOf(source);
    const ruby = { path: source.path, text, bytes: new TextEncoder().encode(text) };
    return { ...readTemplate(prism, ruby, frameworksOf), language: "erb", lines: codeLines(source.text) };
  };
  return { id: "erb", owns: (path) => TEMPLATE.test(path), parse };
});
