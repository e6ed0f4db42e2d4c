/** How the yearly confirmation of an organisation's list stands on a day. */
export type ConfirmationState = {
  readonly dueOn: Temporal.PlainDate
  readonly standing: 'fresh' | 'soon' | 'due' | 'late'
}

// Thirty days: long enough for a school's coordinator who comes back after the summer to do it in term time.
const soonDays = 30

/**
 * A list is right for a year from the day it was confirmed. A new organisation has thirty days to look through its first list.
 */
export function confirmationState(
  organisation: { readonly beganOn: Temporal.PlainDate; readonly confirmedOn: Temporal.PlainDate | null },
  today: Temporal.PlainDate,
): ConfirmationState {
  const dueOn = organisation.confirmedOn
    ? organisation.confirmedOn.add({ years: 1 })
    : organisation.beganOn.add({ days: soonDays })
  const left = today.until(dueOn, { largestUnit: 'day' }).days
  const standing = left < 0 ? 'late' : left === 0 ? 'due' : left <= soonDays ? 'soon' : 'fresh'
  return { dueOn, standing }
}

/** Which reminder is now right, or none. Late ones are not repeated for ever: the officer sees who is late. */
export const reminderStage = ({ standing }: ConfirmationState): 'soon' | 'due' | 'late' | null =>
  standing === 'fresh' ? null : standing
