/** Shares a list of files with a second thread: both take the next one until none is left. */
import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import type { SharedWork } from "../model/ports.js";

/** Below this many bytes of code the second thread would still be warming up when the first is through. */
const WORTH_A_THREAD = 2_000_000;
/** Results go over in lots: a message each costs more. */
const LOT = 64;

interface Order {
  readonly root: string;
  readonly paths: readonly string[];
  /** Its one number is the place of the next file. */
  readonly counter: SharedArrayBuffer;
}

type Result = readonly [place: number, json: string];

interface SizedFile {
  readonly path: string;
  readonly size: number;
}

/** `entry`: the script of the second thread, which calls `helpOut`. */
export function shareWork(entry: URL, root: string, files: readonly SizedFile[]): SharedWork {
  const counter = new SharedArrayBuffer(4);
  const next = (): number | null => take(counter, files.length);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (availableParallelism() < 2 || bytes < WORTH_A_THREAD) return { next, others: async () => new Map() };
  const order: Order = { root, paths: files.map(({ path }) => path), counter };
  const worker = new Worker(entry, { workerData: order, stdout: false, stderr: false });
  const results = new Map<number, string>();
  const ended = new Promise<void>((resolve, reject) => {
    worker.on("message", (lot: readonly Result[]) => {
      for (const [place, json] of lot) results.set(place, json);
    });
    worker.once("error", reject);
    worker.once("exit", () => resolve());
  });
  // Heard only once this thread waits: until then a failure must not count as unhandled.
  ended.catch(() => undefined);
  return { next, others: () => ended.then(() => results) };
}

/** What the second thread does: `parse` gives each file's facts as JSON. */
export function helpOut(prepare: (root: string) => (path: string) => string): void {
  if (isMainThread || parentPort === null) return;
  const { root, paths, counter } = workerData as Order;
  const parse = prepare(root);
  let lot: Result[] = [];
  for (let place = take(counter, paths.length); place !== null; place = take(counter, paths.length)) {
    lot.push([place, parse(paths[place]!)]);
    if (lot.length < LOT) continue;
    parentPort.postMessage(lot);
    lot = [];
  }
  parentPort.postMessage(lot);
}

function take(counter: SharedArrayBuffer, count: number): number | null {
  const place = Atomics.add(new Int32Array(counter), 0, 1);
  return place < count ? place : null;
}
