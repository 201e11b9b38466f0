/** The registry of Ruby frameworks: one line an entry, order-free. */
import type { RubyFramework } from "../framework.js";
import { railsRoutes } from "./rails-routes.js";

export const rubyFrameworks: readonly RubyFramework[] = [railsRoutes];
