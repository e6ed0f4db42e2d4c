import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { engine } from '#src/testing/engines.ts'
import { openBoss } from './boss.ts'

test('a connection that the job queue has given up hears that the database shuts down, and nobody falls over it', async () => {
  const { superuser } = await engine('embedded')
  // What is tried is in place once this file of the queue is loaded.
  assert.equal(typeof openBoss, 'function')
  const given = new pg.Client({ ...superuser, database: 'postgres' })
  await given.connect()
  const { rows } = await given.query<{ pid: number }>('select pg_backend_pid() as pid')
  given.removeAllListeners()
  const other = new pg.Client({ ...superuser, database: 'postgres' })
  await other.connect()
  // Not by `once`, which would listen for the error too.
  const ended = new Promise<void>((resolve) => void given.on('end', resolve))
  await other.query('select pg_terminate_backend($1)', [rows[0]?.pid])
  await ended
  await other.end()
})
