import { recordedIn } from '#platform/audit/record.ts'
import { personOf } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { Answer } from './answers.ts'
import { goTo } from './answers.ts'
import { formErrors, refusalError, type FieldError, type RawForm, type Uploaded } from './forms.ts'
import type { Asker, House } from './house.ts'
import { NotHere, Refusal } from './refusal.ts'
import type { PostRoute, RequestFacts } from './route.ts'
import { isSound } from './sound-text.ts'
import { claimSubmission, keepLocation, submissionKey } from './submissions.ts'

export type Sent = {
  readonly params: unknown
  readonly form: RawForm
  /** Fields out of which characters were taken that cannot be kept; the person looks at them before anything is done. */
  readonly mended: readonly FieldError[]
  readonly files: readonly Uploaded[]
  /** The nonce of the page the form stood on; null for a visitor's form or where a signed token is the proof. */
  readonly nonce: string | null
  readonly request: RequestFacts
}

/** What came of a form: the way on, or the form again with what to mend. */
export type Outcome =
  | { readonly kind: 'done'; readonly answer: Answer }
  | {
      readonly kind: 'again'
      readonly answer: Answer | null
      readonly errors: readonly FieldError[]
      readonly status: number
    }

/** A change that takes longer than this belongs in a job. */
const changeSeconds = 30

/**
 * Runs a declared change: reads the form, acts in one transaction, and checks that the change wrote its own audit line.
 * Nothing is half done: a refusal, a fault or a missing audit line rolls everything back.
 */
export async function runPost(house: House, route: PostRoute, asker: Asker, sent: Sent): Promise<Outcome> {
  const params = route.params ? route.params.safeParse(sent.params) : { success: true as const, data: {} }
  if (!params.success || !isSound(sent.params)) throw new NotHere('no such address')
  const now = house.clock()
  const around = {
    actor: asker.actor,
    now,
    params: params.data,
    query: {},
    platform: house.platform,
    request: sent.request,
  }
  const again = async (errors: readonly FieldError[], status: number): Promise<Outcome> => {
    const showAgain = route.again
    const answer = showAgain
      ? await inTransaction(house.db, asker.actor, (tx) =>
          showAgain({ ...around, tx, form: sent.form, errors } as never),
        )
      : null
    return { kind: 'again', answer, errors, status }
  }

  if (sent.mended.length > 0) return again(sent.mended, 422)
  const input = route.body.safeParse(sent.form)
  if (!input.success) return again(formErrors(input.error), 422)
  const given = { ...around, input: input.data, files: sent.files }
  try {
    const prepared = route.prepare ? await route.prepare(given as never) : undefined
    const answer = await inTransaction(
      house.db,
      asker.actor,
      (tx) => act(route, sent, tx, { ...given, tx, prepared }),
      { cutOffSeconds: changeSeconds },
    )
    return { kind: 'done', answer }
  } catch (error) {
    if (error instanceof Refusal) return again([refusalError(error)], 422)
    if (isBusy(error))
      return again(
        [{ field: 'form', message: 'Someone else was changing this at the same moment. Send it once more.' }],
        503,
      )
    throw error
  }
}

async function act(
  route: PostRoute,
  sent: Sent,
  tx: Tx,
  context: {
    readonly actor: Asker['actor']
    readonly tx: Tx
    readonly input: unknown
    readonly prepared: unknown
  },
): Promise<Answer> {
  const claim = sent.nonce ? submissionKey(sent.nonce, sent.request.path, sent.form, sent.files) : null
  if (claim) {
    const earlier = await claimSubmission(tx, claim, route.url, personOf(context.actor) ?? context.actor.kind)
    if (earlier?.already) return goTo(earlier.already)
    if (earlier)
      throw new Refusal(
        'already_sent',
        'This form was already sent. Open the page again to see what came of it.',
      )
  }
  const result = await route.act(context as never)
  mustHaveRecorded(route, tx)
  const next = route.leadsTo(result as never, context as never)
  const answer = typeof next === 'string' ? goTo(next) : next
  if (claim && answer.kind === 'redirect') await keepLocation(tx, claim, answer.to)
  return answer
}

/** A change that wrote nothing down is a fault of ours, and is not kept. */
function mustHaveRecorded(route: PostRoute, tx: Tx): void {
  if (route.audit === 'none') return
  const wanted = (Array.isArray(route.audit) ? route.audit : [route.audit]).map((event) => event.name)
  const written = recordedIn(tx)
  if (!wanted.some((name) => written.includes(name)))
    throw new Error(`${route.method} ${route.url} recorded none of ${wanted.join(', ')}`)
}

/** Lock not had in time, deadlock, or a serialization failure: the same form may simply be sent again. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['55P03', '40P01', '40001'].includes(String(error.code))
