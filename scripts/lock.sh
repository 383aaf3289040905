#!/usr/bin/env bash
# Pin requirements.in and requirements-dev.in, with all they need, as they resolve in empty environments today.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

freeze() { # freeze NAME FILE…: install the files into a new environment and list what is there
  "${PYTHON:-python3}" -m venv "$work/$1"
  "$work/$1/bin/pip" install --quiet --disable-pip-version-check "${@:2}"
  "$work/$1/bin/pip" check >&2
  "$work/$1/bin/pip" freeze >"$work/$1.txt"
}

head_line="# Pinned with everything they need; made from %s by \`make lock\`. Do not edit.\n"
freeze runtime -r requirements.in
{ printf "$head_line" requirements.in; cat "$work/runtime.txt"; } >requirements.txt
freeze development -r requirements.txt -r requirements-dev.in
{
  printf "$head_line" requirements-dev.in
  echo "-r requirements.txt"
  grep -vxFf "$work/runtime.txt" "$work/development.txt"
} >requirements-dev.txt
