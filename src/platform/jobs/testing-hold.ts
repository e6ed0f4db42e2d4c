import { z } from 'zod'
import { openBoss } from './boss.ts'

/** A process that takes one job, says so, and never ends by itself: for killing it. */
const { jobs, name } = z
  .object({
    name: z.string(),
    jobs: z.object({
      host: z.string(),
      port: z.number(),
      user: z.string(),
      database: z.string(),
      password: z.string(),
    }),
  })
  .parse(JSON.parse(process.argv[2] ?? ''))

const boss = openBoss(jobs, 'drains')
await boss.start()
for (let taken = 0; taken === 0;) taken = (await boss.fetch(name).catch(() => [])).length
process.stdout.write('taken\n')
setInterval(() => {}, 60_000)
