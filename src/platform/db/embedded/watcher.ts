import { type ChildProcess, spawn } from 'node:child_process'
import { plainPath } from './process-alive.ts'
import type { RunAs } from './run-as.ts'

export type Watcher = {
  /** The process that guards the server now. Another one takes its place when it dies. */
  readonly pid: number | undefined
  watch(server: number): void
  /** Lets the watcher go; it stops what it was told to watch if that still runs. */
  close(): void
}

/**
 * What the watcher runs, standing in the cluster folder. It sleeps in `read` until the pipe from us closes, which the
 * kernel does when we die, however we die. Then it stops the server it was told of: first so that it finishes (INT),
 * after 30 seconds at once (QUIT), at last by force. It never touches a server that another start has put there since:
 * `postmaster.pid` must still name the one it was told of. A shell and not Node, for it weighs one megabyte and not fifty.
 */
const script = `
trap '' HUP INT TERM
server=
while read -r said; do server=$said; done
runs() {
  [ -n "$server" ] || return 1
  named=
  { read -r named; } 2>/dev/null < postmaster.pid
  [ "$named" = "$server" ] || return 1
  kill -0 "$server" 2>/dev/null || return 1
  state=
  [ ! -r "/proc/$server/stat" ] || read -r state 2>/dev/null < "/proc/$server/stat"
  case $state in *') Z '*) return 1 ;; esac
}
stop() {
  runs || return 0
  kill "-$1" "$server" 2>/dev/null
  tries=$2
  while [ "$tries" -gt 0 ] && runs; do sleep 0.1; tries=$((tries - 1)); done
}
stop INT 300
stop QUIT 100
stop KILL 10
case $1 in */holdfast-??????) rm -f "$1/.s.PGSQL.5432" "$1/.s.PGSQL.5432.lock"; rmdir "$1" 2>/dev/null ;; esac
`

/** Starts the watcher before there is a server, so that no moment is unguarded. */
export function startWatcher(cluster: string, borrowedSocket: string, runAs: RunAs | null): Watcher {
  let server: number | undefined
  let closed = false
  let child = begin()

  function begin(): ChildProcess {
    const begun = performance.now()
    const started = spawn('/bin/sh', ['-c', script, 'holdfast-watcher', borrowedSocket], {
      cwd: cluster,
      env: { PATH: plainPath },
      stdio: ['pipe', 'ignore', 'ignore'],
      // A session of its own: what the terminal sends to Holdfast must not end the one who tidies up after it.
      detached: true,
      ...(runAs ? { uid: runAs.uid, gid: runAs.gid } : {}),
    })
    started.stdin?.on('error', () => undefined) // It has died: the exit below says so.
    started.on('error', again)
    started.on('exit', again)
    started.unref()
    unrefPipe(started)
    if (server !== undefined) started.stdin?.write(`${server}\n`)

    function again(): void {
      if (closed || child !== started) return
      // One that dies at once would die again at once: give the machine a second.
      const pause = performance.now() - begun < 1000 ? 1000 : 0
      setTimeout(() => {
        if (!closed && child === started) child = begin()
      }, pause).unref()
    }
    return started
  }

  return {
    get pid() {
      return child.pid
    },
    watch(pid) {
      server = pid
      child.stdin?.write(`${pid}\n`)
    },
    close() {
      closed = true
      child.stdin?.end()
    },
  }
}

// Neither the watcher nor the pipe to it keeps our process alive: a program that has nothing else to do may end.
function unrefPipe(child: ChildProcess): void {
  const pipe = child.stdin
  if (pipe && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref()
}
