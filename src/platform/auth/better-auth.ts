import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { magicLink } from 'better-auth/plugins/magic-link'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool, type PoolConfig } from 'pg'
import { z } from 'zod'
import type { Strength } from './actor.ts'
import { forPersonHeader } from './passkey/for-person-header.ts'
import { hows, isStrong, type How } from './session/how.ts'
import { sessionHours } from './session/lifetime.ts'

/** 20 minutes: people fetch the mail from a shared inbox between visits. Longer leaves a working link lying there. */
export const linkMinutes = 20

type Options = {
  readonly pool: PoolConfig
  readonly secret: string
  readonly origin: string
  readonly clock: () => Temporal.Instant
  /** The name and address that a passkey shows in the person's own device. */
  readonly nameOf: (personId: string) => Promise<{ name: string; email: string } | null>
}

const knownSignIn = z.object({ personId: z.uuid(), how: z.enum(hows), strength: z.enum(['link', 'strong']) })

/** Better Auth's endpoints that sign in; any other that made a session would be one we do not know of. */
const howByEndpoint: Readonly<Record<string, How>> = {
  '/magic-link/verify': 'link',
  '/passkey/verify-authentication': 'passkey',
}

/**
 * Better Auth, held by its reins. It makes and checks links, passkey ceremonies and session cookies; nothing of it is mounted,
 * so only what our own routes call can be reached. It knows people by id alone: neither name nor mailbox is in its tables, so a
 * person who changes them changes nothing here, and a link belongs to the person and not to an address.
 */
export function createBetterAuth({ pool, secret, origin, clock, nameOf }: Options) {
  const ownPool = new Pool({ max: 5, connectionTimeoutMillis: 10_000, idleTimeoutMillis: 60_000, ...pool })
  // A connection that loses its server is dropped; the next statement gets a new one or says why not.
  ownPool.on('error', () => {})
  // The same between two statements of a transaction, when the pool does not listen.
  ownPool.on('connect', (client) => void client.on('error', () => {}))
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: ownPool }) })
  const auth = betterAuth({
    appName: 'Holdfast',
    baseURL: origin,
    basePath: '/sign-in/inner',
    secret,
    database: { db: kysely, type: 'postgres', schemaName: 'auth' },
    telemetry: { enabled: false },
    // Its messages may hold addresses. What matters is in our audit; faults are thrown and logged by the house.
    logger: { disabled: true },
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: false },
    advanced: {
      cookiePrefix: 'holdfast',
      useSecureCookies: origin.startsWith('https://'),
      // An address is for limits only and is never stored beside a person.
      ipAddress: { disableIpTracking: true },
      database: { generateId: 'uuid' },
    },
    user: {
      modelName: 'person',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    account: {
      fields: {
        accountId: 'account_id',
        providerId: 'provider_id',
        userId: 'person_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: { fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' } },
    session: {
      expiresIn: sessionHours * 3600,
      fields: {
        userId: 'person_id',
        expiresAt: 'expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
        ipAddress: 'ip_address',
        userAgent: 'device',
      },
      additionalFields: {
        how: { type: 'string', input: false },
        strength: { type: 'string', input: false },
        lastSeenAt: { type: 'date', input: false, fieldName: 'last_seen_at' },
      },
    },
    databaseHooks: {
      user: {
        create: {
          // People are entered by us, as the directory knows them. Whatever else would make one is refused.
          before: async () => {
            throw new APIError('FORBIDDEN', { message: 'people exist because an organisation has them' })
          },
        },
      },
      session: {
        create: {
          before: async (session, context) => {
            const how =
              'how' in session ? z.enum(hows).parse(session['how']) : howByEndpoint[context?.path ?? '']
            if (!how) throw new APIError('FORBIDDEN', { message: 'a session of unknown origin' })
            const strength: Strength =
              'strength' in session && session['strength'] === 'strong'
                ? 'strong'
                : isStrong(how)
                  ? 'strong'
                  : 'link'
            const now = new Date(clock().epochMilliseconds)
            const expiresAt = new Date(now.getTime() + sessionHours * 3_600_000)
            return {
              data: { ...session, how, strength, createdAt: now, updatedAt: now, lastSeenAt: now, expiresAt },
            }
          },
        },
      },
    },
    plugins: [
      magicLink({
        disableSignUp: true,
        storeToken: 'hashed',
        expiresIn: linkMinutes * 60,
        sendMagicLink: ({ token, metadata }) => {
          const { hand } = metadata as { hand: (token: string) => void }
          hand(token)
        },
      }),
      passkey({
        rpName: 'Holdfast',
        rpID: new URL(origin).hostname,
        origin,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        advanced: { webAuthnChallengeCookie: 'passkey' },
        schema: {
          passkey: {
            fields: {
              publicKey: 'public_key',
              userId: 'person_id',
              credentialID: 'credential_id',
              deviceType: 'device_type',
              backedUp: 'backed_up',
              createdAt: 'created_at',
            },
          },
        },
        registration: {
          // Our own route has already found out who this is; Better Auth is handed the id and nothing from the browser.
          requireSession: false,
          resolveUser: async ({ context }) => {
            const personId = z.uuid().parse(context)
            const known = await nameOf(personId)
            if (!known) throw new APIError('UNAUTHORIZED', { message: 'nobody we know' })
            return { id: personId, name: known.email, displayName: known.name }
          },
          // The plugin asks for user verification but does not insist on it; a passkey without it is no better than a link.
          afterVerification: ({ verification, user, ctx }) => {
            const isTheirs = ctx.headers?.get(forPersonHeader) === user.id
            if (!isTheirs || !verification.registrationInfo?.userVerified)
              throw new APIError('UNAUTHORIZED', { message: 'not verified' })
          },
        },
        authentication: {
          afterVerification: ({ verification }) => {
            if (!verification.authenticationInfo.userVerified)
              throw new APIError('UNAUTHORIZED', { message: 'not verified' })
          },
        },
      }),
      {
        id: 'holdfast',
        endpoints: {
          /** Makes the session and the cookie for a person whom our own code has found to be who they are. */
          signInKnown: createAuthEndpoint(
            '/holdfast/sign-in-known',
            { method: 'POST', body: knownSignIn, requireHeaders: true, metadata: { SERVER_ONLY: true } },
            async (context) => {
              const { personId, how, strength } = context.body
              const user = await context.context.internalAdapter.findUserById(personId)
              if (!user) throw new APIError('UNAUTHORIZED', { message: 'nobody we know' })
              const session = await context.context.internalAdapter.createSession(
                personId,
                false,
                { how, strength },
                true,
              )
              await setSessionCookie(context, { session, user })
              return context.json({ sessionId: session.id })
            },
          ),
        },
      },
    ],
  })
  return { auth, pool: ownPool, close: () => kysely.destroy() }
}

export type HeldBetterAuth = ReturnType<typeof createBetterAuth>['auth']
