import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  exportJWK,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWK,
  type JWTPayload,
} from 'jose'
import { Provider } from 'oidc-provider'

export type Login = {
  readonly sub: string
  readonly email: string
  readonly acr?: string
  readonly amr?: readonly string[]
}

/** What is done to an ID token on its way, between the real provider and us. */
export type Tamper = (
  claims: JWTPayload,
  sign: (claims: JWTPayload, key?: CryptoKey) => Promise<string>,
) => Promise<string>

const clientId = 'holdfast'
const clientSecret = 'a client secret for tests only'

async function newKey(): Promise<{ jwk: JWK; key: CryptoKey }> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const kid = crypto.randomUUID()
  return { jwk: { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }, key: privateKey }
}

/** An agency's sign-in on this machine: the real `oidc-provider`, whose people need no password, and whose tokens a test may spoil. */
export async function startProvider(redirectUri: () => string) {
  const state: { login: Login; tamper: Tamper | null; codeSeconds: number } = {
    login: { sub: 'nobody', email: 'nobody@nowhere.example' },
    tamper: null,
    codeSeconds: 60,
  }
  let issuer = ''
  let current = await newKey()
  let handle: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) =>
    response.end()

  const renew = () => {
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          redirect_uris: [redirectUri()],
          response_types: ['code'],
          grant_types: ['authorization_code'],
        },
      ],
      jwks: { keys: [current.jwk] },
      cookies: { keys: ['a key for tests'] },
      acrValues: ['strong'],
      claims: { openid: ['sub', 'acr', 'amr'], email: ['email', 'email_verified'] },
      conformIdTokenClaims: false,
      ttl: {
        AuthorizationCode: () => state.codeSeconds,
        Grant: 600,
        Session: 600,
        IdToken: 600,
        AccessToken: 600,
        Interaction: 600,
      },
      features: { devInteractions: { enabled: false } },
      pkce: { required: () => true },
      findAccount: (_context: unknown, sub: string) => ({
        accountId: sub,
        claims: () => ({ sub, email: state.login.email, email_verified: true }),
      }),
      loadExistingGrant: async (context) => {
        const grant = new context.oidc.provider.Grant({
          clientId,
          accountId: context.oidc.session?.accountId ?? '',
        })
        grant.addOIDCScope('openid email')
        await grant.save()
        return grant
      },
    })
    const callback = provider.callback()
    handle = (request, response) => {
      if (request.url?.startsWith('/interaction/'))
        void provider.interactionFinished(request, response, {
          login: {
            accountId: state.login.sub,
            ...(state.login.acr ? { acr: state.login.acr } : {}),
            ...(state.login.amr ? { amr: [...state.login.amr] } : {}),
          },
        })
      else if (request.url?.startsWith('/token') && state.tamper)
        void spoil(state.tamper, callback, request, response)
      else void callback(request, response)
    }
  }

  const sign = (claims: JWTPayload, key: CryptoKey = current.key) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: current.jwk.kid ?? '' }).sign(key)

  async function spoil(
    tamper: Tamper,
    callback: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const end = response.end.bind(response)
    response.end = ((body: Buffer | string) => {
      const answer = JSON.parse(String(body)) as { id_token?: string }
      const payload = answer.id_token?.split('.')[1]
      if (!payload) return end(body)
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JWTPayload
      void tamper(claims, sign).then((token) => {
        const text = JSON.stringify({ ...answer, id_token: token })
        response.setHeader('content-length', Buffer.byteLength(text))
        return end(text)
      })
      return response
    }) as typeof response.end
    await callback(request, response)
  }

  const server = createServer((request, response) => handle(request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    clientId,
    clientSecret,
    state,
    /** Begins to serve; called again after the redirect address is known. */
    renew,
    rotate: async () => {
      current = await newKey()
      renew()
    },
    strangerKey: async () => (await newKey()).key,
    unsigned: (claims: JWTPayload) => new UnsecuredJWT(claims).encode(),
    /** A person's browser at the agency: from its sign-in page to the address that it sends them back to. */
    walkThrough: async (to: string): Promise<string> => {
      const jar = new Map<string, string>()
      let url = to
      while (new URL(url).origin === issuer) {
        const response = await fetch(url, {
          redirect: 'manual',
          headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
        })
        for (const line of response.headers.getSetCookie()) {
          const [pair = ''] = line.split(';')
          jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
        }
        const location = response.headers.get('location')
        if (!location) throw new Error(`the agency answered ${response.status}: ${await response.text()}`)
        url = new URL(location, url).href
      }
      return url
    },
    stop: () =>
      new Promise<void>((stopped) => {
        server.closeAllConnections()
        server.close(() => stopped())
      }),
  }
}

export type TestProvider = Awaited<ReturnType<typeof startProvider>>
