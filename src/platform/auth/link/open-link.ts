import type { Desk } from '../desk.ts'
import { hasCodeApp } from '../code/has-code-app.ts'
import { arrive, refuse, type Arrival, type Refused } from '../session/arrive.ts'
import type { NextStep } from '../session/next-step.ts'
import type { Strength } from '../actor.ts'

/** The shape of a token; anything else does not reach the database. */
export const tokenShape = /^[A-Za-z]{32}$/

/**
 * Spends a link. Only the button's POST comes here: a mail scanner that opens the page has changed nothing. Works in another
 * browser than the one that asked, since people read mail on their phone and work on the office machine.
 */
export async function openLink(
  desk: Desk,
  token: string,
  device: string,
  now: Temporal.Instant,
): Promise<(Arrival & { readonly next: NextStep }) | Refused> {
  const response = await desk.auth.api.magicLinkVerify({
    query: { token },
    headers: new Headers({ 'user-agent': device }),
    asResponse: true,
  })
  if (response.status !== 200) return refuse(desk, 'link', 'spent_or_old')
  const { session } = (await response.clone().json()) as {
    session: { id: string; userId: string; strength: Strength }
  }
  const arrival = await arrive(
    desk,
    response,
    { id: session.id, personId: session.userId, how: 'link', strength: session.strength },
    now,
  )
  if (!arrival.ok) return arrival
  return { ...arrival, next: (await hasCodeApp(desk, session.userId)) ? 'code' : 'go' }
}
