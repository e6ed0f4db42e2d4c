# Finds the Chromium that the tests drive, or fetches Debian's. Sets and exports HOLDFAST_CHROMIUM.

find_browser() {
  if [ -n "${HOLDFAST_CHROMIUM:-}" ]; then
    command -v "$HOLDFAST_CHROMIUM" >/dev/null 2>&1 ||
      fail "HOLDFAST_CHROMIUM names $HOLDFAST_CHROMIUM, and there is no such program. Name another, or unset it."
    return 0
  fi
  for name in chromium chromium-browser google-chrome google-chrome-stable \
    '/Applications/Chromium.app/Contents/MacOS/Chromium' \
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'; do
    HOLDFAST_CHROMIUM=$(command -v "$name" 2>/dev/null) || continue
    export HOLDFAST_CHROMIUM
    return 0
  done
  return 1
}

ready_browser() {
  find_browser && return 0
  lacking="The tests drive a browser, and this machine has no Chromium. Install it (on Debian: apt-get install chromium), or name one with HOLDFAST_CHROMIUM, then run this again."
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || fail "$lacking"
  mkdir -p "$root/.cache"
  log="$root/.cache/chromium.log"
  printf 'Fetching Chromium for the tests. This happens once and takes a minute or two.\n' >&2
  # Another installation on this machine may hold the lock: wait for it instead of failing.
  (
    export DEBIAN_FRONTEND=noninteractive
    apt-get -o DPkg::Lock::Timeout=300 update &&
      apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends chromium
  ) >"$log" 2>&1 </dev/null || {
    tail -n 10 "$log" >&2
    fail "Chromium could not be fetched. What apt-get said is above and in $log. $lacking"
  }
  find_browser || fail "$lacking"
}
