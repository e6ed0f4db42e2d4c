/** Where and how mail leaves. Made from HOLDFAST_MAIL_URL by `parseMailUrl`. */
export type SmtpServer = {
  readonly host: string
  readonly port: number
  /** TLS from the first byte (smtps). */
  readonly secure: boolean
  /** `required`: STARTTLS or nothing. `offered`: STARTTLS where the server has it. `never`: plain. */
  readonly startTls: 'required' | 'offered' | 'never'
  readonly auth?: { readonly user: string; readonly password: string } | undefined
  /** The name we give in EHLO; the machine's own where absent. */
  readonly helloName?: string | undefined
  readonly connections: number
  readonly ratePerSecond?: number | undefined
}

export type MailUrlCheck =
  | { readonly ok: true; readonly server: SmtpServer }
  | { readonly ok: false; readonly problem: string }

const known = new Set(['tls', 'name', 'connections', 'rate'])

/**
 * Reads `smtp://user:password@host:port?tls=required&connections=4&rate=20&name=mail.example.org` (or `smtps://`). A problem is a
 * sentence for the person who sets the machine up and never repeats the password.
 */
export function parseMailUrl(text: string): MailUrlCheck {
  if (!URL.canParse(text)) return wrong('It is not an address like smtp://user:password@host:587.')
  const url = new URL(text)
  const secure = url.protocol === 'smtps:'
  if (!secure && url.protocol !== 'smtp:') return wrong('It must begin with smtp:// or smtps://.')
  if (url.hostname === '') return wrong('It names no host.')
  if ((url.pathname !== '' && url.pathname !== '/') || url.hash !== '')
    return wrong('There is text after the host and port. Write / @ : # in a password as %2F %40 %3A %23.')
  const stranger = [...url.searchParams.keys()].find((key) => !known.has(key))
  if (stranger !== undefined) return wrong(`It has the unknown option "${stranger}".`)
  const auth = credentials(url)
  if (auth === 'broken')
    return wrong('The user or password is not written correctly. Write % in a password as %25.')
  if (auth === 'half') return wrong('It has a user without a password, or a password without a user.')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const tls = url.searchParams.get('tls')
  if (tls !== null && tls !== 'required' && tls !== 'offered' && tls !== 'never')
    return wrong('The option tls must be required, offered or never.')
  const connections = whole(url.searchParams.get('connections') ?? '4', 1, 50)
  if (connections === null) return wrong('The option connections must be a whole number from 1 to 50.')
  const rate = url.searchParams.get('rate')
  const ratePerSecond = rate === null ? undefined : whole(rate, 1, 10_000)
  if (ratePerSecond === null)
    return wrong('The option rate must be a whole number of mails a second, from 1 to 10000.')
  const helloName = url.searchParams.get('name') ?? undefined
  if (helloName !== undefined && !/^[A-Za-z0-9.-]{1,253}$/.test(helloName))
    return wrong('The option name must be the name of this machine, like mail.example.org.')
  return {
    ok: true,
    server: {
      host,
      port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
      secure,
      startTls: tls ?? defaultTls(host, auth !== undefined),
      auth,
      helloName,
      connections,
      ratePerSecond,
    },
  }
}

/** A password never crosses a network in the clear unless somebody wrote `tls=never`. */
function defaultTls(host: string, withPassword: boolean): 'required' | 'offered' {
  const here = host === 'localhost' || host === '::1' || host.startsWith('127.')
  return withPassword && !here ? 'required' : 'offered'
}

function credentials(url: URL): SmtpServer['auth'] | 'broken' | 'half' {
  if (url.username === '' && url.password === '') return undefined
  if (url.username === '' || url.password === '') return 'half'
  const user = decoded(url.username)
  const password = decoded(url.password)
  return user === null || password === null ? 'broken' : { user, password }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

function whole(text: string, least: number, most: number): number | null {
  const number = Number(text)
  return /^\d+$/.test(text) && number >= least && number <= most ? number : null
}

function wrong(problem: string): MailUrlCheck {
  return { ok: false, problem: `The setting HOLDFAST_MAIL_URL cannot be used. ${problem}` }
}
