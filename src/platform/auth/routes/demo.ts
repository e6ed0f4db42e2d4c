import { z } from 'zod'
import { record } from '#platform/audit/record.ts'
import { goTo, type Answer } from '#platform/http/answers.ts'
import { fromOurOwnPage } from '#platform/http/origin.ts'
import { NotHere } from '#platform/http/refusal.ts'
import { post, type DeclaredRoute, type RequestFacts } from '#platform/http/route.ts'
import type { Desk } from '../desk.ts'
import { authEvents } from '../events.ts'
import { ownPath } from '../own-path.ts'
import { arriveKnown } from '../session/arrive.ts'
import { deviceFrom } from '../session/device.ts'
import { leaveBefore } from '../session/end-session.ts'

const loopback = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/

/** Signs in as a member of the cast, strongly, so that a visitor can try everything. A production installation has no such route. */
export function demoRoutes(desk: Desk, cast: Readonly<Record<string, string>>): readonly DeclaredRoute[] {
  if (!desk.demo) return []
  return [
    post({
      url: '/demo/sign-in',
      allow: 'anyone',
      audit: authEvents.came_in,
      // Everyone here is invented and the page is on this machine alone; the request must still come from a page of ours.
      tokenIsProof: 'nothing is at stake in the demo; the same origin is asked for below',
      body: z.object({ person: z.string(), return: z.string().optional().transform(ownPath) }),
      prepare: async ({ input, request, now }) => {
        if (!isLocal(request)) throw new NotHere('demo sign-in is for this machine only')
        const personId = Object.hasOwn(cast, input.person) ? cast[input.person] : undefined
        const person = personId
          ? await desk.asSystem((tx) => desk.directory.findById(tx, personId, now))
          : null
        if (!person) throw new NotHere('nobody of the cast')
        return arriveKnown(
          desk,
          person,
          { how: 'demo', strength: 'strong', device: deviceFrom(request.headers) },
          now,
        )
      },
      act: async ({ tx, actor, prepared }) => {
        if (!prepared.ok) throw new NotHere(prepared.reason)
        await leaveBefore(tx, actor)
        await record(tx, actor, authEvents.came_in, { how: 'demo', person: prepared.actor.personId })
        return prepared
      },
      leadsTo: ({ cookies }, { input }): Answer => goTo(input.return, cookies),
    }),
  ]
}

function isLocal({ headers, address }: RequestFacts): boolean {
  // The server has already held the Host header against its own names.
  const hosts = new Set(typeof headers['host'] === 'string' ? [headers['host']] : [])
  return loopback.test(address) && fromOurOwnPage(headers, hosts)
}
