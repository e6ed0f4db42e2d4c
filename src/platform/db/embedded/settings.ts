export type Tuning = 'durable' | 'test'

const always = {
  listen_addresses: '',
  port: '5432',
  unix_socket_permissions: '0700',
  cluster_name: 'holdfast',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // No statement and no detail in the log, for they can hold what people typed. For sessions, `cluster.ts` says more.
  log_min_messages: 'error',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
}

const byTuning: Record<Tuning, Record<string, string>> = {
  durable: {
    max_connections: '80',
    // Said aloud, so that no file in the folder can switch them off.
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
  },
  // A test's database is thrown away: what a power cut would do to it does not matter.
  test: {
    max_connections: '300',
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
  },
}

/** The server's settings as words of its command line, where they stand above every file. */
export function serverSettings(tuning: Tuning, socket: string, maxConnections?: number): string[] {
  const settings: Record<string, string> = { ...always, ...byTuning[tuning], unix_socket_directories: socket }
  if (maxConnections !== undefined) settings['max_connections'] = String(maxConnections)
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
