import { openDatabase } from '#platform/db/database.ts'
import { parseMailUrl } from '#platform/mail/smtp-url.ts'
import { sendAll } from './send-mail.ts'
import { meansOf, testPace } from './testing.ts'

// A worker in a process of its own, for the tests that kill it: LOGIN (JSON) DATA-FOLDER MAIL-URL MOMENT. It says "done" at its end.
const [login = '{}', dataDir = '', mailUrl = '', moment = ''] = process.argv.slice(2)

const check = parseMailUrl(mailUrl)
if (!check.ok) throw new Error(check.problem)
const work = JSON.parse(login)
const db = openDatabase(work, work)
await sendAll(
  { db, now: Temporal.Instant.from(moment), signal: new AbortController().signal },
  meansOf(dataDir, check.server),
  testPace,
  'editions',
)
await db.close()
process.stdout.write('done\n')
