declare module "heroku-client" {
  import type { IncomingMessage } from "node:http";

  export interface HerokuOptions {
    readonly token: string;
    readonly host?: string;
    readonly userAgent?: string;
    readonly middleware?: (response: IncomingMessage, next: () => void) => void;
  }

  /** Follows Next-Range by itself, so that a list comes whole. */
  export default class Heroku {
    constructor(options: HerokuOptions);
    get(path: string, options?: { readonly host?: string }): Promise<unknown>;
    post(path: string, options: { readonly body: object }): Promise<unknown>;
  }
}
