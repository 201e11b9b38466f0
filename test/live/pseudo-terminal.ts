/** Runs the command at a pseudo-terminal of 60 columns and presses keys at each of its questions. */
import { execFileSync } from "node:child_process";
import { BIN } from "../cli/run-migrate.js";

/** Presses `keys` at each question, at most `most` times. */
const SCRIPT = `
import fcntl, json, os, pty, select, struct, sys, termios, time
node, command, args, folder, keys, most = sys.argv[1:7]
pid, fd = pty.fork()
if pid == 0:
    os.chdir(folder)
    os.execv(node, [node, command, *json.loads(args)])
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

/** `keys` in Python's escapes: "\\x03" is Ctrl-C, "\\r" Enter. */
export function pressKeys(
  folder: string,
  args: readonly string[],
  keys: string,
  most: number,
): { code: number; screen: string } {
  const command = ["-c", SCRIPT, process.execPath, BIN, JSON.stringify(args), folder, keys, String(most)];
  try {
    return { code: 0, screen: execFileSync("python3", command, { encoding: "utf8" }) };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { code: status, screen: stdout };
  }
}
