import { totalmem } from 'node:os'

export type Settings = Readonly<Record<string, string>>

/** Sized for one service on one machine; what keeps an acknowledged write is said, not left to a default. */
const ours: Settings = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  max_connections: '60',
  shared_buffers: `${sharedMebibytes(totalmem())}MB`,
  work_mem: '16MB', // counting a million actions by agency, status and rating need not sort them on the disk
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1', // solid state disks
  jit: 'off', // costs more than it saves on short statements
  TimeZone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  // The log must not hold what people wrote: neither the statement nor "Key (email)=(…)".
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse'
}

/**
 * An eighth of the machine, as its memory is shared with the service and others:
 * at most a gibibyte, which holds the busy pages of a million actions. Memory that
 * no page has needed yet is not taken.
 */
function sharedMebibytes (bytes: number): number {
  return Math.min(1_024, Math.max(128, Math.floor(bytes / 8 / 1_048_576)))
}

/** The arguments of the server; only this machine reaches it, over TCP because the path of a socket may not be long. */
export function serverArguments (cluster: string, port: number, settings: Settings): string[] {
  const all = { ...ours, ...settings, listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' }
  return ['-D', cluster, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** What the programs see of our environment: no secrets, no foreign language, no PG* variables. */
export function programEnvironment (): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' }
}
