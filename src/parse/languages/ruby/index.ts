/** Turns Ruby files (.rb, .rake, .ru, Gemfile, jbuilder, scripts) into FileFacts. */
import { defineLanguage } from "../../language.js";
import { createFrameworkIndex } from "./framework-index.js";
import { rubyFrameworks } from "./frameworks/index.js";
import { createPrism } from "./prism.js";
import { readRuby } from "./read-ruby.js";

const EXTENSION = /\.(rb|rake|ru|gemspec|jbuilder|rabl|thor|podspec|builder|arb|axlsx|prawn)$/;
const NAME =
  /(^|\/)(Gemfile|Rakefile|Capfile|Guardfile|Appraisals|Brewfile|Vagrantfile|Thorfile|Dangerfile|Berksfile)$/;
const SHEBANG = /^#!.*\bj?ruby\b/;

export const ruby = defineLanguage((resources) => {
  const prism = createPrism(() => resources.wasm("prism"));
  const frameworksOf = createFrameworkIndex(rubyFrameworks);
  return {
    id: "ruby",
    owns: (path, firstLine) => EXTENSION.test(path) || NAME.test(path) || SHEBANG.test(firstLine),
    parse: (source) => readRuby(prism, source, frameworksOf),
  };
});
