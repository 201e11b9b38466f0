/** Runs the command at a pseudo-terminal of 60 columns and presses keys at each of its questions. */
import { spawnSync } from "node:child_process";
import { BIN } from "../cli/run-migrate.js";

/** Presses the next of `keys` at each question, the last one again and again, at most `most` times. */
const SCRIPT = `
import fcntl, json, os, pty, re, select, struct, sys, termios, time
node, command, args, folder, keys, most = sys.argv[1:7]
keys, asked = json.loads(keys), []
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
        plain = re.sub(rb"\\x1b\\[[0-9;?]*[A-Za-z]", b"", fresh).decode()
        asked.append((re.findall(r"^\\? (.*?)\\r?$", plain, re.M) or [""])[-1])
        fresh = b""
        key = keys[min(pressed, len(keys) - 1)]
        pressed += 1
        # A key at a time, as a person does: one read of several is one paste.
        for one in re.findall(r"\\x1b\\[[A-D]|.", key, re.S):
            os.write(fd, one.encode())
            time.sleep(0.05)
# Colours take no room; whatever moves the cursor begins a line anew.
text = re.sub(rb"\\x1b\\[[0-9;?]*[^0-9;?m]", b"\\n", re.sub(rb"\\x1b\\[[0-9;]*m", b"", out)).decode()
widest = max([0, *(len(line.rstrip("\\r")) for line in text.split("\\n"))])
sys.stdout.buffer.write(out)
sys.stdout.write("\\0" + json.dumps({"asked": asked, "widest": widest}))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

export interface Screen {
  readonly code: number;
  readonly screen: string;
  /** The question that stood there at each press. */
  readonly asked: readonly string[];
  /** Columns of the longest line. */
  readonly widest: number;
}

export function pressKeys(
  folder: string,
  args: readonly string[],
  keys: readonly string[],
  most = keys.length,
): Screen {
  const script = [
    "-c",
    SCRIPT,
    process.execPath,
    BIN,
    JSON.stringify(args),
    folder,
    JSON.stringify(keys),
    String(most),
  ];
  const { status, stdout } = spawnSync("python3", script, { encoding: "utf8", maxBuffer: 1 << 26 });
  const [screen = "", said = "{}"] = stdout.split("\0");
  return { code: status ?? -1, screen, ...(JSON.parse(said) as Pick<Screen, "asked" | "widest">) };
}

export const ENTER = "\r";
export const UP = "\x1b[A";
export const CTRL_C = "\x03";
