#!/usr/bin/env bash
# Fetches the packages of package-lock.json (npm checks their hashes) and puts what reports need of them beside it:
# the files as published, a list of their hashes, and the licences of everything that was built into them.
#   update.sh          after a change of package.json and `npm install --package-lock-only --ignore-scripts`
#   update.sh --check  compares only, and ends with 1 where a file differs from the published one
# Ends with 3 where packages cannot be fetched.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/new"
cp "$here/package.json" "$here/package-lock.json" "$work"
if ! (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >npm.log 2>&1); then
  cat "$work/npm.log" >&2
  # Another package than the locked one is no matter of networks.
  if grep -q EINTEGRITY "$work/npm.log"; then exit 1; fi
  exit 3
fi

cp "$work/node_modules/vega/build/vega.min.js" "$work/node_modules/vega-lite/build/vega-lite.min.js" \
  "$work/node_modules/vega-interpreter/build/vega-interpreter.js" "$work/new"

node - "$work" <<'SCRIPT'
const { createHash } = require("crypto");
const { existsSync, readdirSync, readFileSync, writeFileSync } = require("fs");
const work = process.argv[2];
const lock = JSON.parse(readFileSync(`${work}/package-lock.json`)).packages;

const files = [
  ["vega.min.js", "vega", "build/vega.min.js"],
  ["vega-lite.min.js", "vega-lite", "build/vega-lite.min.js"],
  ["vega-interpreter.js", "vega-interpreter", "build/vega-interpreter.js"],
].map(([file, name, path]) => {
  const { version, integrity } = lock[`node_modules/${name}`];
  const sha512 = createHash("sha512").update(readFileSync(`${work}/new/${file}`)).digest("base64");
  return { file, package: name, version, package_integrity: integrity, path, integrity: `sha512-${sha512}` };
});
writeFileSync(`${work}/new/integrity.json`, JSON.stringify(files, null, 2) + "\n");

// What only the command lines of these packages use is in no file of theirs that we ship.
const built = /^(vega|d3-|topojson-client$|delaunator$|robust-predicates$|internmap$|json-stringify-pretty-compact$|tslib$)/;
const texts = new Map();
for (const name of readdirSync(`${work}/node_modules`).filter((name) => built.test(name)).sort()) {
  const folder = `${work}/node_modules/${name}`;
  const file = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`));
  const text = readFileSync(`${folder}/${file}`, "utf8").trim();
  const known = texts.get(text) ?? { license, names: [] };
  known.names.push(`${name} ${version}`);
  texts.set(text, known);
}
const rule = "-".repeat(80);
const parts = [...texts].map(([text, { license, names }]) => `${names.join(", ")} (${license})\n\n${text}\n`);
writeFileSync(`${work}/new/LICENCES.txt`, parts.join(`\n${rule}\n\n`));
SCRIPT

for file in "$work"/new/*; do
  if [ "${1:-}" = --check ]; then
    cmp "$file" "$here/$(basename "$file")"
  else
    cp "$file" "$here"
  fi
done
