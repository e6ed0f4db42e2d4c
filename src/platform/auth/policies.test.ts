import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { inTransaction } from '#platform/db/database.ts'
import { system, visitor, type Actor, type PersonActor } from './actor.ts'
import { actorOf } from './session/recognise.ts'
import { authIn } from './tables.ts'
import { ann, bilal, dev, erin, openFrontDoor, pia, signInByLink, type FrontDoor } from './testing.ts'

for (const engine of ['embedded', 'postgresql-15'] as const)
  describe(`what the database itself keeps apart in sign-in (${engine})`, () => {
    let door: FrontDoor
    before(async () => {
      door = await openFrontDoor({ engine })
      for (const key of ['ann', 'bilal']) await door.newBrowser().signInAs(key)
      for (const person of [ann, bilal]) {
        await door.owner.query(
          `insert into auth.passkey (public_key, person_id, credential_id, counter, device_type, backed_up) values ('k', $1, gen_random_uuid()::text, 0, 'singleDevice', false)`,
          [person],
        )
        await door.owner.query(
          `insert into platform.code_app (person_id, sealed_secret, state, proposed_at, in_use_at) values ($1, 'x', 'in_use', now(), now())`,
          [person],
        )
      }
    })
    after(() => door.close())

    const as = async (personId: string): Promise<PersonActor> => {
      const person = await inTransaction(door.db, system('test'), (tx) =>
        door.directory.findById(tx, personId, door.clock.now),
      )
      assert.ok(person)
      return actorOf(person, crypto.randomUUID(), 'strong')
    }
    const run = (actor: Actor, text: string) =>
      inTransaction(door.db, actor, async (tx) => (await sql.raw(text).execute(authIn(tx))).rows)
    const denied = /permission denied|row-level security/

    test('a person sees and ends their own sessions, passkeys and code app, and nobody else’s', async () => {
      for (const table of ['auth.session', 'auth.passkey', 'platform.code_app']) {
        const all = (await door.owner.query(`select 1 from ${table}`)).rowCount
        assert.equal(all, 2, table)
        assert.deepEqual(
          await run(await as(ann), `select person_id from ${table}`),
          [{ person_id: ann }],
          table,
        )
        await run(await as(pia), `delete from ${table} where person_id = '${ann}'`)
        assert.equal((await door.owner.query(`select 1 from ${table}`)).rowCount, 2, table)
      }
    })

    test('nobody but sign-in itself reads a token, a key or a secret of an agency, and visitors see no table of theirs', async () => {
      for (const column of [
        'auth.session.token',
        'auth.passkey.public_key',
        'platform.agency_sign_in.sealed_secret',
      ]) {
        const [schema, table, name] = column.split('.')
        for (const actor of [await as(ann), await as(dev), visitor])
          await assert.rejects(run(actor, `select ${name} from ${schema}.${table}`), denied, column)
      }
      for (const table of [
        'auth.session',
        'auth.person',
        'auth.verification',
        'platform.code_app',
        'platform.agency_trip',
        'platform.device_loss',
      ])
        await assert.rejects(run(visitor, `select 1 from ${table}`), denied, table)
    })

    test('nobody makes or strengthens a session, not even their own', async () => {
      const me = await as(ann)
      await assert.rejects(run(me, `update auth.session set strength = 'strong'`), denied)
      await assert.rejects(
        run(
          me,
          `insert into auth.session (person_id, token, how, strength, expires_at, updated_at, last_seen_at)
          values ('${ann}', 't', 'passkey', 'strong', now(), now(), now())`,
        ),
        denied,
      )
      await assert.rejects(run(system('test'), `update auth.session set strength = 'strong'`), denied)
    })

    test('a session by link alone cannot be written down as strong, whoever writes it', async () => {
      await assert.rejects(
        door.owner.query(
          `insert into auth.session (person_id, token, how, strength, expires_at, updated_at, last_seen_at)
            values ($1, 't', 'link', 'strong', now(), now(), now())`,
          [ann],
        ),
        /a_link_is_not_strong/,
      )
    })

    test('an agency’s sign-in is set up by an administrator alone and confirmed by neither them nor just anybody', async () => {
      const set = (by: string) =>
        `insert into platform.agency_sign_in (id, organisation_id, name, issuer, client_id, active_from, set_by, set_at)
          values (gen_random_uuid(), gen_random_uuid(), 'An agency', 'https://login.example', 'c', now(), '${by}', now())`
      await assert.rejects(run(await as(erin), set(erin)), denied)
      await assert.rejects(run(await as(dev), set(erin)), denied)
      await run(await as(dev), set(dev))
      const confirm = (by: string) =>
        `insert into platform.agency_confirmation select id, '${by}', now() from platform.agency_sign_in`
      for (const person of [dev, ann, pia])
        await assert.rejects(run(await as(person), confirm(person)), denied)
      await assert.rejects(run(await as(erin), confirm(pia)), denied)
      await run(await as(erin), confirm(erin))
    })

    test('a lost device is asked after by a coordinator and decided by an officer, each in their own name', async () => {
      const ask = (by: string) =>
        `insert into platform.device_loss (id, person_id, organisation_id, asked_by, asked_at, state)
          values (gen_random_uuid(), '${ann}', gen_random_uuid(), '${by}', now(), 'asked')`
      await assert.rejects(run(await as(ann), ask(ann)), denied)
      await assert.rejects(run(await as(erin), ask(erin)), denied)
      await assert.rejects(run(await as(pia), ask(bilal)), denied)
      await run(await as(pia), ask(pia))
      const decide = (by: string) =>
        `update platform.device_loss set state = 'approved', checked_how = 'video', decided_by = '${by}', decided_at = now() returning id`
      assert.deepEqual(await run(await as(pia), decide(pia)), [])
      assert.deepEqual(await run(await as(ann), decide(ann)), [])
      await assert.rejects(run(await as(erin), decide(dev)), denied)
      assert.equal((await run(await as(erin), decide(erin))).length, 1)
      assert.deepEqual(await run(await as(bilal), 'select 1 from platform.device_loss'), [])
    })

    test('Better Auth’s login reaches its own tables and nothing else', async () => {
      const login = await door.authClient()
      await login.query('select 1 from auth.session')
      for (const table of [
        'platform.code_app',
        'platform.agency_sign_in',
        'platform.audit_entry',
        'network.person',
      ])
        await assert.rejects(login.query(`select 1 from ${table}`), denied, table)
      await login.end()
    })

    test('a link signs in on this engine, with its audit', async () => {
      const browser = door.newBrowser()
      await door.owner.query('delete from platform.code_app')
      assert.equal((await signInByLink(door, browser, ann)).statusCode, 303)
      assert.ok(
        (await door.events()).some(
          ({ event, person_id }) => event === 'platform.signed_in' && person_id === ann,
        ),
      )
    })
  })
