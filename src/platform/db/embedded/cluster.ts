import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  fsyncSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { once } from 'node:events'
import { basename, join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { type Folder, nameForServer, writePrivately } from './folder.ts'
import { endsWithUs, plainPath } from './process-alive.ts'
import { EmbeddedRefused, diskRefusal } from './refused.ts'
import { type RunAs, own, ownTree } from './run-as.ts'
import type { Tuning } from './settings.ts'

export const superuserName = 'holdfast_owner'
const passwordFile = 'holdfast-password'

// What the server's own processes fail at goes to its log. What a statement fails at does not: PostgreSQL's message can
// hold the words and names that people typed. The application knows which statement it was and logs that without values.
const sessionsLogNoErrors = 'ALTER ROLE ALL SET log_min_messages = log\n'

/**
 * Makes the cluster when there is none, and hands it to the server's user when it came from elsewhere.
 * It is made under another name and renamed when whole, so a run that was cut off leaves nothing that could be
 * taken for a database; what it left is removed here.
 */
export async function readyCluster(
  folder: Folder,
  binaries: Binaries,
  runAs: RunAs | null,
  tuning: Tuning,
  log: (sentence: string) => void,
): Promise<void> {
  for (const name of readdirSync(folder.base).filter((entry) => entry.startsWith('making-'))) {
    // The initdb of a killed start may still be writing for a moment.
    rmSync(join(folder.base, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  if (!existsSync(folder.cluster)) {
    log('Making the database. This happens once and takes a few seconds.')
    await makeCluster({ folder, binaries, runAs, tuning })
  }
  const version = readFileSync(join(folder.cluster, 'PG_VERSION'), 'utf8').trim()
  if (version !== binaries.majorVersion) {
    throw new EmbeddedRefused(
      'other_version',
      `The database in ${folder.data} was made by PostgreSQL ${version}, and this Holdfast carries ${binaries.majorVersion}. Make a backup with the Holdfast that made it, then restore that into an empty folder.`,
    )
  }
  ownTree(folder.cluster, runAs)
}

export function readPassword(folder: Folder): string {
  try {
    return readFileSync(join(folder.cluster, passwordFile), 'utf8').trim()
  } catch (fault) {
    throw new EmbeddedRefused(
      'password_missing',
      `The file ${join(folder.cluster, passwordFile)} is missing or cannot be read. Put it back from a copy of the folder, or restore a backup into an empty folder.`,
      fault,
    )
  }
}

async function makeCluster(plan: Plan): Promise<void> {
  const { folder, runAs } = plan
  const making = join(folder.base, `making-${process.pid}`)
  const pwfile = `${making}.password`
  const password = randomBytes(24).toString('base64url')
  mkdirSync(making, { mode: 0o700 })
  own(making, runAs)
  try {
    writePrivately(pwfile, password, runAs)
    await initialise(making, basename(pwfile), plan)
    writePrivately(join(making, passwordFile), password, runAs)
    renameSync(making, folder.cluster)
    flush(folder.base)
  } finally {
    rmSync(pwfile, { force: true })
    rmSync(making, { recursive: true, force: true })
  }
}

type Plan = { folder: Folder; binaries: Binaries; runAs: RunAs | null; tuning: Tuning }

async function initialise(making: string, pwfile: string, plan: Plan): Promise<void> {
  const place = nameForServer(making, plan.runAs)
  await runTool(making, plan, [
    plan.binaries.initdb,
    '-D',
    place,
    `--username=${superuserName}`,
    // Named from where the program stands, so that it is found below folders that its user may not pass.
    `--pwfile=../${pwfile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=icu',
    '--icu-locale=en-GB',
    '--locale=C',
    // Not C: trigram search asks it what is a letter, and would drop the accents out of people's names.
    `--lc-ctype=${process.platform === 'darwin' ? 'UTF-8' : 'C.UTF-8'}`,
    ...(plan.tuning === 'test' ? ['--no-sync'] : []),
  ])
  const sync = plan.tuning === 'test' ? 'off' : 'on'
  const alone = [plan.binaries.postgres, '--single', '-D', place, '-c', `fsync=${sync}`, 'postgres']
  await runTool(making, plan, alone, sessionsLogNoErrors)
}

/** Runs a program in the folder as the server's user; a failure is told in a sentence. */
async function runTool(cwd: string, { folder, runAs }: Plan, words: string[], input = ''): Promise<void> {
  const [program = '', ...rest] = [...endsWithUs(), ...words]
  const child = spawn(program, rest, {
    cwd,
    env: { PATH: plainPath, TZ: 'UTC' },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(runAs ? { uid: runAs.uid, gid: runAs.gid } : {}),
  })
  let said = ''
  child.stdout.on('data', (part: Buffer) => (said += part.toString()))
  child.stderr.on('data', (part: Buffer) => (said += part.toString()))
  child.stdin.on('error', () => undefined) // It has ended already: its code says how.
  child.stdin.end(input)
  await once(child, 'close')
  if (child.exitCode === 0) return
  // The kernel's way to stop a program that may write no more.
  if (child.signalCode === 'SIGXFSZ') said += '\nFile size limit exceeded'
  throw (
    diskRefusal(said, folder.data) ??
    new EmbeddedRefused(
      'did_not_start',
      `The database could not be made. PostgreSQL said: ${lastLine(said)}`,
      said,
    )
  )
}

function lastLine(said: string): string {
  return (
    said
      .split('\n')
      .filter((line) => /error|fatal|detail/i.test(line))
      .join(' ') || said.trim().slice(-300)
  )
}

// The rename itself must survive a power cut, or the next start would make a second, empty database.
function flush(folder: string): void {
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
