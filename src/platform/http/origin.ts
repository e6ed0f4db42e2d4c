type Headers = Readonly<Record<string, string | string[] | undefined>>

const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value

/**
 * Whether a change was asked for by a page of ours. Browsers say where a request comes from in `Sec-Fetch-Site`; older ones
 * send `Origin`. A request that carries neither did not come from a page's form and is refused.
 */
export function fromOurOwnPage(headers: Headers, hosts: ReadonlySet<string>): boolean {
  const site = one(headers['sec-fetch-site'])
  if (site !== undefined) return site === 'same-origin'
  const origin = one(headers.origin)
  if (!origin || !URL.canParse(origin)) return false
  return hosts.has(new URL(origin).host) && new URL(origin).host === one(headers.host)
}

/** The names this process answers to: its origin's, and in the demo the loopback names on the same port. */
export function ownHosts(origin: string, demoPort: number | null): ReadonlySet<string> {
  const hosts = new Set([new URL(origin).host])
  if (demoPort !== null)
    for (const name of ['localhost', '127.0.0.1', '[::1]']) hosts.add(`${name}:${demoPort}`)
  return hosts
}
