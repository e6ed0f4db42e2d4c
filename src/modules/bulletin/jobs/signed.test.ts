import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { authenticate } from 'mailauth'
import type { Means } from '#platform/declare/means.ts'
import { scriptedServer } from '#platform/mail/testing.ts'
import { scenario } from '#src/testing/scenario.ts'
import { anEdition, meansOf, numbered, outsideReaders, send, startAs } from './testing.ts'

const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

/** The public key comes from here and not from DNS. */
const resolver = async (name: string, type: string): Promise<string[][]> => {
  if (name === 'hold1._domainkey.fernshire.example' && type === 'TXT')
    return [[`v=DKIM1; k=rsa; p=${pair.publicKey.toString('base64')}`]]
  throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
}

/** What a mailbox provider finds, by a verifier that is not ours. */
async function verify(raw: string): Promise<{ result: string; signed: readonly string[]; domain: string }> {
  const { dkim } = await authenticate(Buffer.from(raw, 'latin1'), {
    ip: '127.0.0.1',
    helo: 'mail.fernshire.example',
    sender: 'bulletin@fernshire.example',
    resolver,
    disableArc: true,
    disableDmarc: true,
    disableBimi: true,
  })
  const [one] = dkim.results
  return {
    result: one?.status.result ?? 'none',
    signed: (one?.signingHeaders?.keys ?? '').toLowerCase().split(/\s*:\s*/),
    domain: one?.signingDomain ?? '',
  }
}

const signing = (means: Means): Means => ({
  ...means,
  mail: {
    ...means.mail,
    dkim: { domain: 'fernshire.example', selector: 'hold1', privateKeyPem: pair.privateKey },
  },
})

const header = (raw: string, name: string): string =>
  new RegExp(`^${name}: ((?:.|\\r\\n[ \\t])*)\\r$`, 'mi').exec(raw)?.[1]?.replace(/\r\n/g, '') ?? ''

scenario(
  'a signed edition passes an independent verifier at every reader, with both list headers covered',
  async (world) => {
    const smtp = await scriptedServer()
    try {
      await outsideReaders(world, numbered(12))
      await startAs(world, (await anEdition(world, { title: 'Fòrums – and “more”' })).id)
      await send(world, signing(meansOf(world.dataDir, smtp.server)))
      assert.equal(smtp.taken.length, 12)
      for (const { raw } of smtp.taken) {
        const { result, signed, domain } = await verify(raw)
        assert.equal(result, 'pass')
        assert.equal(domain, 'fernshire.example', 'the domain of the sender, as DMARC asks')
        for (const name of ['from', 'to', 'subject', 'date', 'message-id', 'list-id'])
          assert.ok(signed.includes(name), `${name} is signed`)
        // RFC 8058, section 4: without a signature over both, a mailbox provider offers no one-click button.
        assert.ok(signed.includes('list-unsubscribe') && signed.includes('list-unsubscribe-post'))
        assert.equal(header(raw, 'List-Unsubscribe-Post'), 'List-Unsubscribe=One-Click')
        assert.match(
          header(raw, 'List-Unsubscribe'),
          /^\s*<https:\/\/holdfast\.fernshire\.example\/bulletins\/unsubscribe\/[^>\s]+>$/,
        )
      }
      const [first = '', second = ''] = smtp.taken.map(({ raw }) => raw)
      const changed = first.replace(header(first, 'List-Unsubscribe'), header(second, 'List-Unsubscribe'))
      assert.notEqual(changed, first)
      assert.equal((await verify(changed)).result, 'fail', 'another reader’s link breaks the signature')
    } finally {
      await smtp.close()
    }
  },
)

scenario(
  'a mail differs from another reader’s in its own links, address and name alone, and is the same mail when sent again',
  async (world) => {
    const smtp = await scriptedServer()
    try {
      await outsideReaders(world, ['first', 'second'])
      const edition = await anEdition(world)
      const started = await startAs(world, edition.id)
      const means = meansOf(world.dataDir, smtp.server)
      await send(world, means)
      const [one = '', other = ''] = smtp.taken.map(({ raw }) => withoutOwn(raw))
      assert.equal(one, other)

      await world.owner(`update bulletin.delivery set state = 'queued' where sending_id = $1`, [started.id])
      await world.owner(`update bulletin.sending set state = 'running', ended_at = null where id = $1`, [
        started.id,
      ])
      await send(world, means)
      const byReader = Map.groupBy(smtp.taken, ({ to }) => to)
      for (const mails of byReader.values()) {
        assert.equal(mails.length, 2)
        assert.equal(
          mails[0]?.raw,
          mails[1]?.raw,
          'a mailbox that got it already can tell that it is the same',
        )
      }
    } finally {
      await smtp.close()
    }
  },
)

/** What is left of a mail without what belongs to its reader. Soft line breaks are joined first, since links are folded. */
const withoutOwn = (raw: string): string =>
  raw
    .replace(/=\r\n/g, '')
    .replace(/^(To|Message-ID): .*(\r\n[ \t].*)*/gm, '$1')
    .replace(/(bulletins\/(?:unsubscribe|preferences)\/)[A-Za-z0-9~_.=-]+/g, '$1…')
