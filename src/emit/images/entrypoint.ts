/** The entrypoint of every image of the monolith: runs a command as Heroku's dyno manager does. */

/**
 * Heroku sends SIGTERM to every process of a dyno, and REMAP_SIGTERM names another signal to send instead
 * (devcenter "Dynos and the Dyno Manager"; buildpacks' REMAP_SIGTERM). A container runtime signals PID 1 only.
 */
export const ENTRYPOINT = `#!/usr/bin/env bash
# One argument is a shell command line, as in a Procfile; several are a program and its arguments.
# SIGTERM reaches every process of the container, as on a dyno; REMAP_SIGTERM=SIGQUIT sends that instead.
set -u

if [ "$#" -eq 1 ]; then set -- bash -c "$1"; fi

# A person at a terminal (a console, a shell) talks to the program itself.
if [ -t 0 ]; then exec "$@"; fi

signal=\${REMAP_SIGTERM:-SIGTERM}

# With job control the child leads a process group of its own, which takes the signal whole.
set -m
"$@" <&0 &
child=$!
set +m

trap 'kill -s "\${signal#SIG}" -- "-$child" 2>/dev/null' TERM
trap 'kill -s INT -- "-$child" 2>/dev/null' INT

# A trapped signal ends \`wait\` early: wait again until the child is gone.
status=0
while :; do
  wait "$child"
  status=$?
  kill -0 "$child" 2>/dev/null || break
done
exit "$status"
`;

/** Kept out of every build context: history, values, what the build makes anew. */
export const DOCKERIGNORE = `.git
.env
.env.*
!.env.example
**/config.env
**/node_modules
.bundle
vendor/bundle
log/*.log
tmp/cache
tmp/*.txt
tmp/storage
coverage
.venv
**/__pycache__
.migrate-cache
config/master.key
config/credentials/*.key
`;
