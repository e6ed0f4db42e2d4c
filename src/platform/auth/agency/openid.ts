import * as openid from 'openid-client'
import type { Agreement } from './agreement.ts'

/** Longer than any healthy sign-in server takes; shorter than a person waits. */
const timeoutSeconds = 5

/**
 * The agency's sign-in as it describes itself now. Description and keys are read anew for each sign-in: people sign in once a
 * day, and a key that was changed a minute ago is then never a reason to refuse.
 */
export async function discover(agreed: Agreement, demo: boolean): Promise<openid.Configuration> {
  const issuer = new URL(agreed.issuer)
  // Only the demo on one's own machine may speak to a provider without TLS, and only to one on the same machine.
  const plain = demo && ['127.0.0.1', 'localhost', '[::1]'].includes(issuer.hostname)
  const found = await openid.discovery(issuer, agreed.clientId, undefined, openid.None(), {
    timeout: timeoutSeconds,
    ...(plain ? { execute: [openid.allowInsecureRequests] } : {}),
  })
  const server = found.serverMetadata()
  const configuration = new openid.Configuration(
    server,
    agreed.clientId,
    undefined,
    clientAuth(agreed, server),
  )
  configuration.timeout = timeoutSeconds
  if (plain) openid.allowInsecureRequests(configuration)
  // The signature is checked although the answer comes over TLS: a proxy in between must not be able to make people up.
  openid.enableNonRepudiationChecks(configuration)
  return configuration
}

function clientAuth({ clientSecret }: Agreement, server: openid.ServerMetadata): openid.ClientAuth {
  if (clientSecret === null) return openid.None()
  const methods = server.token_endpoint_auth_methods_supported
  return !methods || methods.includes('client_secret_basic')
    ? openid.ClientSecretBasic(clientSecret)
    : openid.ClientSecretPost(clientSecret)
}

/** A short word for the audit on why an agency's answer was not taken; what the agency itself wrote is left out. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code).toLowerCase() : ''
  return /^[a-z_]{1,60}$/.test(code) ? code : 'agency_answer'
}
