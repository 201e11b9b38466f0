/** Draws the routes of ComfortableMexicanSofa's two methods, as its gem has them. */
import type { Mapper, MapperCall, MapperMethods } from "./mapper.js";
import { Options } from "./options.js";
import { openScope } from "./scoping.js";
import { Sym, textOf, type Value } from "./values.js";

const syms = (...names: readonly string[]): Value => names.map((name) => new Sym(name));
const options = (entries: Readonly<Record<string, Value>>): Options =>
  Object.entries(entries).reduce((set, [key, value]) => set.set(key, value), new Options());

/** https://github.com/comfy/comfortable-mexican-sofa/blob/master/lib/comfortable_mexican_sofa/routes/cms_admin.rb */
function drawAdmin(mapper: Mapper, call: MapperCall): void {
  const send = (
    name: string,
    args: readonly Value[],
    more: Readonly<Record<string, Value>>,
    block?: () => void,
  ): void => mapper.send(name, args, options(more), block ?? null, call);
  const on = (where: string): Readonly<Record<string, Value>> => ({ on: new Sym(where) });
  const revisions = (of: string): void =>
    send("resources", [new Sym("revisions")], { controller: `revisions/${of}`, only: syms("index", "show") }, () =>
      send("patch", [new Sym("revert")], on("member")),
    );
  const reorder = (): void => send("put", [new Sym("reorder")], on("collection"));
  const fragments = (): void => send("get", [new Sym("form_fragments")], on("member"));
  const shown = (name: string, block?: () => void): void =>
    send("resources", [new Sym(name)], { except: syms("show") }, block);
  const versioned = (name: string, of: string): void =>
    shown(name, () => {
      reorder();
      revisions(of);
    });
  const site = (): void => {
    shown("pages", () => {
      reorder();
      fragments();
      revisions("page");
      send("get", [new Sym("toggle_branch")], on("member"));
      send("resources", [new Sym("translations")], { except: syms("index") }, () => {
        fragments();
        revisions("translation");
      });
    });
    shown("files", reorder);
    versioned("layouts", "layout");
    versioned("snippets", "snippet");
    shown("categories");
  };
  openScope(mapper, [textOf(call.options.get("path")) ?? "admin"], options({ module: "comfy/admin/cms" }), () => {
    send("get", ["/"], { to: "base#jump" });
    send("resources", [new Sym("sites")], { except: syms("show") }, site);
  });
}

/** https://github.com/comfy/comfortable-mexican-sofa/blob/master/lib/comfortable_mexican_sofa/routes/cms.rb */
function drawPages(mapper: Mapper, call: MapperCall): void {
  const get = (path: string, to: string, more: Readonly<Record<string, Value>> = {}): void =>
    mapper.send("get", [path], options({ to, ...more }), null, call);
  openScope(mapper, [textOf(call.options.get("path")) ?? ""], options({ module: "comfy/cms" }), () => {
    get("cms-css/:site_id/:identifier(/:cache_buster)", "assets#render_css");
    get("cms-js/:site_id/:identifier(/:cache_buster)", "assets#render_js");
    get("(*cms_path)", "content#show");
  });
}

export const comfyMethods: MapperMethods = {
  comfy_route_cms_admin: drawAdmin,
  comfy_route_cms: drawPages,
  /** Version 2.1 and later take the name as an argument. */
  comfy_route: (mapper, call) => (textOf(call.args[0]) === "cms_admin" ? drawAdmin : drawPages)(mapper, call),
};
