/** Asks an HTTP address once: its status, or null where nothing answers within ten seconds. */
import { get } from "node:http";

export const probeHttp = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<number | null> =>
  new Promise((resolve) => {
    // A timer of our own keeps the process alive: sockets and abort signals alone may not.
    const timer = setTimeout(() => {
      request.destroy();
      resolve(null);
    }, 10_000);
    const settle = (status: number | null): void => {
      clearTimeout(timer);
      resolve(status);
    };
    const request = get(url, { agent: false, headers }, (response) => {
      response.resume();
      settle(response.statusCode ?? null);
    });
    request.once("error", () => settle(null));
  });
