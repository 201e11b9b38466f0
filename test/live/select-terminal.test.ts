/** `migrate select` at a real pseudo-terminal of 60 columns: answers become a file, Ctrl-C leaves it as it was. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { BIN } from "../cli/run-migrate.js";

const root = mkdtempSync(join(tmpdir(), "select-"));
const app = join(root, "app");
cpSync(fileURLToPath(new URL("../../fixtures/neobank-rails/app/", import.meta.url)), app, { recursive: true });
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Presses `keys` at each question (a line that begins with "? "), at most `most` times. */
const SCRIPT = `
import fcntl, os, pty, select, struct, sys, termios, time
node, command, app, keys, most = sys.argv[1:6]
pid, fd = pty.fork()
if pid == 0:
    os.execv(node, [node, command, "select", app, "--quiet"])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 60, 0, 0))
out, pressed, fresh, end = b"", 0, b"", time.time() + 120
while time.time() < end:
    if select.select([fd], [], [], 0.4)[0]:
        try:
            data = os.read(fd, 65536)
        except OSError:
            break
        if not data:
            break
        out += data
        fresh += data
    elif b"?" in fresh and pressed < int(most):
        fresh = b""
        pressed += 1
        os.write(fd, keys.encode().decode("unicode_escape").encode())
sys.stdout.buffer.write(out)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

function press(keys: string, most: number): { code: number; screen: string } {
  try {
    const screen = execFileSync("python3", ["-c", SCRIPT, process.execPath, BIN, app, keys, String(most)], {
      encoding: "utf8",
    });
    return { code: 0, screen };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { code: status, screen: stdout };
  }
}

const file = join(app, "migration/decisions.yaml");

it("leaves nothing behind on Ctrl-C", () => {
  const { code, screen } = press("\\x03", 1);
  expect(screen).toContain("nothing was changed");
  expect(code).toBe(2);
  expect(existsSync(file)).toBe(false);
});

it("writes what Enter accepts, and Ctrl-C later keeps it", () => {
  const { code, screen } = press("\\r", 60);
  expect(code, screen.slice(-2000)).toBe(0);
  const text = readFileSync(file, "utf8");
  expect(text).toContain("by: user");
  expect(press("\\x03", 1).code).toBe(2);
  expect(readFileSync(file, "utf8")).toBe(text);
});
