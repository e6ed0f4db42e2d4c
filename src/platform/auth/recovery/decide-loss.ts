/** How it was made sure who the person is. A mail is none of them: the mailbox may be what was lost. */
export const checks = {
  in_person: 'I met them in person',
  video: 'I saw them on a video call',
  known_number: 'I rang them on a number we already had',
} as const

export type Check = keyof typeof checks

export const isCheck = (text: string): text is Check => Object.hasOwn(checks, text)

export type Asking = {
  readonly askerId: string
  readonly askerOrganisationId: string | null
  readonly personId: string
  readonly personOrganisationId: string | null
  readonly alreadyAsked: boolean
}

/** Why nobody may ask after this person's lost device in this way, or null. */
export function askingProblem(asking: Asking): string | null {
  if (asking.askerId === asking.personId)
    return 'Somebody else has to ask for you. Turn to another coordinator or the partnership office.'
  if (asking.askerOrganisationId === null || asking.askerOrganisationId !== asking.personOrganisationId)
    return 'Nobody in your organisation has this address.'
  return asking.alreadyAsked ? 'This has been asked already and waits for the partnership office.' : null
}

export const alreadyDecided = 'This has been decided already.'

export type Deciding = {
  readonly deciderId: string
  readonly askedBy: string
  /** Who changed the person's address since they were last made sure of. */
  readonly changedAddress: readonly string[]
  readonly personId: string
  readonly state: 'asked' | 'approved' | 'refused'
}

/** Why this person may not decide, or null. Three people are always three. */
export function decidingProblem(deciding: Deciding): string | null {
  if (deciding.state !== 'asked') return alreadyDecided
  if (deciding.deciderId === deciding.askedBy)
    return 'You asked for this yourself. Somebody else has to decide.'
  if (deciding.changedAddress.includes(deciding.deciderId))
    return 'You changed this person’s address yourself. Somebody else has to decide.'
  if (deciding.deciderId === deciding.personId) return 'This is about yourself. Somebody else has to decide.'
  return null
}
