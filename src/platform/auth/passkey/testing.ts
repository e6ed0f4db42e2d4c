import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser'

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()
const text = (bytes: Buffer) => bytes.toString('base64url')

/** What the browser swears to: which ceremony, which challenge, on which page. */
const clientData = (type: 'webauthn.create' | 'webauthn.get', challenge: string, origin: string) =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))

const present = 0x01
const verified = 0x04
const withKey = 0x40

export type AuthenticatorWays = {
  /** The page that the browser says it is on. */
  readonly origin: string
  /** Whether the device asked for a fingerprint, face or PIN. */
  readonly verifies?: boolean
}

/** A device with one passkey, made of the same bytes that a real one sends: ES256, and no attestation. */
export function softwareAuthenticator({ origin, verifies = true }: AuthenticatorWays) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  let userHandle = ''
  let uses = 0

  const authenticatorData = (site: string, more: number) => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(uses)
    return Buffer.concat([sha256(site), Buffer.from([present | (verifies ? verified : 0) | more]), count])
  }

  /** The public key in CBOR (RFC 9053): {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}. */
  const coseKey = () => {
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    return Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y, 'base64url'),
    ])
  }

  /** {"fmt": "none", "attStmt": {}, "authData": bytes} in CBOR. */
  const attestation = (authData: Buffer) => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(authData.length)
    return Buffer.concat([
      Buffer.from([0xa3, 0x63]),
      Buffer.from('fmt'),
      Buffer.from([0x64]),
      Buffer.from('none'),
      Buffer.from([0x67]),
      Buffer.from('attStmt'),
      Buffer.from([0xa0, 0x68]),
      Buffer.from('authData'),
      Buffer.from([0x59]),
      length,
      authData,
    ])
  }

  return {
    id: text(id),
    create(options: PublicKeyCredentialCreationOptionsJSON): RegistrationResponseJSON {
      userHandle = options.user.id
      const idLength = Buffer.alloc(2)
      idLength.writeUInt16BE(id.length)
      const authData = Buffer.concat([
        authenticatorData(options.rp.id ?? new URL(origin).hostname, withKey),
        // A software device has no make.
        Buffer.alloc(16),
        idLength,
        id,
        coseKey(),
      ])
      return {
        id: text(id),
        rawId: text(id),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: text(clientData('webauthn.create', options.challenge, origin)),
          attestationObject: text(attestation(authData)),
          transports: ['internal'],
        },
      }
    },
    get(options: PublicKeyCredentialRequestOptionsJSON): AuthenticationResponseJSON {
      uses += 1
      const data = clientData('webauthn.get', options.challenge, origin)
      const authData = authenticatorData(options.rpId ?? new URL(origin).hostname, 0)
      return {
        id: text(id),
        rawId: text(id),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: text(data),
          authenticatorData: text(authData),
          signature: text(sign('sha256', Buffer.concat([authData, sha256(data)]), privateKey)),
          userHandle,
        },
      }
    },
  }
}

export type SoftwareAuthenticator = ReturnType<typeof softwareAuthenticator>
