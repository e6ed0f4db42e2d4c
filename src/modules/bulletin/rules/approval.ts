/** Whether somebody may decide on what was put before them, and in whose place. */
export type MayDecide =
  | { readonly may: true; readonly for: string | null }
  | { readonly may: false; readonly why: 'not_approver' | 'wrote_it' | 'asked_for_it' }

type Absence = {
  readonly personId: string
  readonly deputyId: string
  readonly from: string
  readonly to: string
}

/** Days as `2016-04-07`, which compare as text. Both ends are days of the absence. */
export const isAway = (absence: Pick<Absence, 'from' | 'to'>, today: string): boolean =>
  absence.from <= today && today <= absence.to

/** For whom this person decides today: approvers who are away and named them. A deputy of a deputy is nobody. */
export const standsInFor = (
  personId: string,
  absences: readonly Absence[],
  approvers: ReadonlySet<string>,
  today: string,
): string | null =>
  absences.find(
    (absence) => absence.deputyId === personId && isAway(absence, today) && approvers.has(absence.personId),
  )?.personId ?? null

/**
 * The second person: an approver, or the deputy of one who is away, who wrote none of it and did not ask for it. Writing
 * counts from any saved version, also one whose words are gone again, since nobody can tell what stayed of it.
 */
export function mayDecide(facts: {
  readonly personId: string
  readonly isApprover: boolean
  readonly standsInFor: string | null
  readonly writers: ReadonlySet<string>
  readonly askedBy: string | null
}): MayDecide {
  if (!facts.isApprover && facts.standsInFor === null) return { may: false, why: 'not_approver' }
  if (facts.writers.has(facts.personId)) return { may: false, why: 'wrote_it' }
  if (facts.askedBy === facts.personId) return { may: false, why: 'asked_for_it' }
  return { may: true, for: facts.isApprover ? null : facts.standsInFor }
}

export const cannotDecide: Readonly<Record<'not_approver' | 'wrote_it' | 'asked_for_it', string>> = {
  not_approver: 'Only an approver, or the deputy of one who is away, can decide on this.',
  wrote_it: 'You wrote part of this, so somebody else approves it.',
  asked_for_it: 'You asked for this approval, so somebody else gives it.',
}
