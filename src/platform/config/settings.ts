import { z } from 'zod'

/** One setting: what it is for, in a sentence for the person who runs Holdfast, and how its text is read. */
type Declared<T> = {
  readonly says: string
  readonly fallback: string
  readonly read: z.ZodType<T, string | undefined>
}

const declare = <T>(says: string, fallback: string, read: z.ZodType<T, string | undefined>): Declared<T> => ({
  says,
  fallback,
  read,
})

const text = z.string().optional()
// It stands in headings and in the headers of mail.
const named = (most: number) =>
  z
    .string()
    .max(most, `must be at most ${most} characters`)
    .regex(/^[^\p{Cc}<>"]+$/u, 'must be one line without < > or quotation marks')
    .optional()
const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .optional()

export const usualRateLimit = 600

/** Every setting Holdfast reads from its environment. `docs/operations/settings.md` is made from this list. */
export const declarations = {
  HOLDFAST_ENV: declare(
    'What kind of installation this is: `demo` (fictional people, sign-in by name) or `production`. A database is marked with it when it is made, and the other kind refuses it.',
    'demo',
    z.enum(['demo', 'production']).optional(),
  ),
  HOLDFAST_DATABASE_URL: declare(
    'A PostgreSQL 15 or later to use in place of the embedded one, as the role that owns the database, like `postgres://owner:secret@host:5432/holdfast`. The owner is used to migrate only; pages and jobs run under lesser roles.',
    'the embedded PostgreSQL in the data folder',
    z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
      .optional(),
  ),
  HOLDFAST_ORIGIN: declare(
    'The address people type, without a path, like `https://holdfast.example`. Links in mail begin with it and passkeys belong to it.',
    'http://localhost:3000',
    z.url({ protocol: /^https?$/ }).optional(),
  ),
  HOLDFAST_SECRET: declare(
    'At least 32 random characters from which keys for sessions, signed links and database roles are made. Production refuses to start without it.',
    'made at the first start and kept in the data folder (demo only)',
    z.string().min(32, 'must have at least 32 characters').optional(),
  ),
  HOLDFAST_PARTNERSHIP_NAME: declare(
    'The partnership’s whole name. It heads every page and mail.',
    'Fernshire Safeguarding Children Partnership (demo only)',
    named(120),
  ),
  HOLDFAST_PARTNERSHIP_SHORT_NAME: declare(
    'What people call the partnership, where the whole name has no room.',
    'the whole name',
    named(40),
  ),
  HOLDFAST_PARTNERSHIP_CONTACT: declare(
    'The mail address at which a person answers for this service: about access, privacy and the bulletin.',
    'holdfast@fernshire.example (demo only)',
    z.email('must be a mail address').optional(),
  ),
  HOLDFAST_PARTNERSHIP_ADDRESS: declare(
    'The postal address that stands under every bulletin, on one line.',
    '1 Harbour Square, Merehaven (demo only)',
    named(200),
  ),
  HOLDFAST_MAIL_URL: declare(
    'Where mail is handed in, like `smtp://user:secret@mail.example:587`. Without it mail is kept and shown at `/demo/mail`.',
    'mail is kept, not sent',
    z
      .string()
      .regex(/^smtps?:\/\//, 'must start with smtp:// or smtps://')
      .optional(),
  ),
  HOLDFAST_MAIL_FROM: declare(
    'The sender of all mail, like `Fernshire Safeguarding <holdfast@fernshire.example>`.',
    'Holdfast <holdfast@localhost.localdomain>',
    text,
  ),
  HOLDFAST_MAIL_CONNECTIONS: declare(
    'How many connections to the mail server are kept open while an edition is sent.',
    '8',
    whole(1, 100),
  ),
  HOLDFAST_MAIL_RATE: declare(
    'At most this many mails a second while an edition is sent; 0 for as many as the mail server takes.',
    '0',
    whole(0, 10_000),
  ),
  HOLDFAST_MAIL_REPORTS_DIR: declare(
    'A mailbox folder (Maildir or a folder of .eml files) from which delivery reports are read.',
    'none',
    text,
  ),
  HOLDFAST_MAIL_REPORTS_URL: declare(
    'An IMAP mailbox from which delivery reports are read, like `imaps://user:secret@mail.example`.',
    'none',
    z
      .string()
      .regex(/^imaps?:\/\//, 'must start with imap:// or imaps://')
      .optional(),
  ),
  HOLDFAST_DKIM_KEY_FILE: declare(
    'A PEM file with the RSA private key that signs mail.',
    'mail is not signed',
    text,
  ),
  HOLDFAST_DKIM_DOMAIN: declare('The domain that signs mail.', 'the domain of HOLDFAST_MAIL_FROM', text),
  HOLDFAST_DKIM_SELECTOR: declare(
    'The DKIM selector under which the public key is published.',
    'holdfast',
    text,
  ),
  HOLDFAST_METRICS_PORT: declare(
    'A port on 127.0.0.1 that answers `/metrics` and nothing else.',
    'no metrics port',
    whole(1, 65_535),
  ),
  HOLDFAST_LOG_LEVEL: declare(
    'How much is logged: `debug`, `info`, `warn`, `error` or `silent`. No level logs personal data.',
    '`info` in production, `warn` in a demo',
    z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
  ),
  HOLDFAST_SEAL_DIR: declare(
    'A folder outside the database where the newest audit seal is kept.',
    'the folder `seals` in the data folder',
    text,
  ),
  HOLDFAST_SEAL_WITNESS: declare(
    'A mail address that is sent each day’s newest audit seal, so that a copy exists out of reach of this machine.',
    'no witness',
    z.email().optional(),
  ),
  HOLDFAST_BACKUP_RECIPIENT: declare(
    'The age public key that backups are sealed to, like `age1…`. Only the holder of its key can open them. A production installation makes no backup without one.',
    'a key is made and kept beside each backup (demo only)',
    z.string().regex(/^age1/, 'must start with age1').optional(),
  ),
  HOLDFAST_RATE_LIMIT: declare(
    'At most this many requests a minute from one address, and with one API token. Sign-in and other sensitive routes have lower limits of their own.',
    String(usualRateLimit),
    whole(1, 10_000_000),
  ),
  HOLDFAST_TRUST_PROXY: declare(
    'The addresses of reverse proxies whose `X-Forwarded-*` headers are believed, separated by commas.',
    'none',
    text,
  ),
  HOLDFAST_UNPRIVILEGED_USER: declare(
    'The operating-system user that runs the embedded PostgreSQL when Holdfast itself runs as root.',
    'nobody',
    text,
  ),
  HOLDFAST_CHROMIUM: declare('The Chromium that the browser tests use.', '/usr/bin/chromium', text),
} as const

type SettingName = keyof typeof declarations
type ValueOf<N extends SettingName> = z.output<(typeof declarations)[N]['read']>

/** The settings as read, by their environment names; a setting that is not given is undefined. */
export type Settings = { readonly [N in SettingName]: ValueOf<N> }

/** A setting that cannot be used, with a sentence for the person who set it. Never repeats the value: it may be a secret. */
export class SettingsProblem extends Error {
  override name = 'SettingsProblem'
}

/**
 * Reads every HOLDFAST_ variable once. Unknown HOLDFAST_ names are refused, so that a misspelt one is not silently ignored.
 * @throws SettingsProblem with one line per problem
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Settings {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  for (const name of Object.keys(environment)) {
    if (name.startsWith('HOLDFAST_') && !(name in declarations))
      problems.push(
        `${name} is not a setting of Holdfast. The settings are listed in docs/operations/settings.md.`,
      )
  }
  for (const [name, declared] of Object.entries(declarations)) {
    const given = environment[name]
    const result = declared.read.safeParse(given === '' ? undefined : given)
    if (result.success) values[name] = result.data
    else problems.push(`${name} cannot be used: it ${result.error.issues[0]?.message ?? 'is wrong'}.`)
  }
  if (problems.length > 0) throw new SettingsProblem(problems.join('\n'))
  return values as Settings
}
