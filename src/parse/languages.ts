/** The registry of languages: one line an entry, order-free. */
import type { LanguageFactory } from "./language.js";
import { erb } from "./languages/erb/index.js";
import { graphql } from "./languages/graphql/index.js";
import { javascript, typescript } from "./languages/javascript/index.js";
import { prisma } from "./languages/prisma/index.js";
import { ruby } from "./languages/ruby/index.js";
import { sql } from "./languages/sql/index.js";

export const languages: readonly LanguageFactory[] = [erb, graphql, javascript, typescript, prisma, ruby, sql];
