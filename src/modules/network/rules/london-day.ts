/** The day it is in England at a moment: posts, roles and deadlines begin and end with it, whatever the server's clock zone. */
export const londonDay = (now: Temporal.Instant): Temporal.PlainDate =>
  now.toZonedDateTimeISO('Europe/London').toPlainDate()
