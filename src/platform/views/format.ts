/** Days and moments are kept in UTC and read in London: the partnership works in England, and so do its deadlines. */
const zone = 'Europe/London'

export type DayLike = Temporal.PlainDate | Temporal.ZonedDateTime | Temporal.Instant | Date | string
export type MomentLike = Temporal.ZonedDateTime | Temporal.Instant | Date | string

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const monthsInFull = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

const bareDay = /^\d{4}-\d{2}-\d{2}$/

/** The moment on London's clock. Text must carry its own offset, so that no server's zone can creep in. */
export function toLondon(value: MomentLike): Temporal.ZonedDateTime {
  if (value instanceof Temporal.ZonedDateTime) return value.withTimeZone(zone)
  if (value instanceof Temporal.Instant) return value.toZonedDateTimeISO(zone)
  if (value instanceof Date)
    return Temporal.Instant.fromEpochMilliseconds(value.getTime()).toZonedDateTimeISO(zone)
  return Temporal.Instant.from(value).toZonedDateTimeISO(zone)
}

/** The calendar day in London. A bare day such as 2016-04-07 stays that day. */
export function toDay(value: DayLike): Temporal.PlainDate {
  if (value instanceof Temporal.PlainDate) return value
  if (typeof value === 'string' && bareDay.test(value)) return Temporal.PlainDate.from(value)
  return toLondon(value).toPlainDate()
}

/** `Thu 7 Apr 2016` */
export function day(value: DayLike): string {
  const date = toDay(value)
  return `${weekdays[date.dayOfWeek - 1]} ${date.day} ${months[date.month - 1]} ${date.year}`
}

/** `7 April 2016`, for running text where the weekday only gets in the way. */
export function dayInFull(value: DayLike): string {
  const date = toDay(value)
  return `${date.day} ${monthsInFull[date.month - 1]} ${date.year}`
}

/** `April 2016` */
export function monthInFull(value: DayLike): string {
  const date = toDay(value)
  return `${monthsInFull[date.month - 1]} ${date.year}`
}

/** `3:05pm`, `3pm`, `midday`, `midnight`: as GOV.UK writes the time. */
export function clock(value: MomentLike): string {
  const { hour, minute } = toLondon(value)
  if (minute === 0 && hour === 0) return 'midnight'
  if (minute === 0 && hour === 12) return 'midday'
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`
  return `${hour % 12 || 12}${minutes}${hour < 12 ? 'am' : 'pm'}`
}

/** `Thu 7 Apr 2016, 3:05pm` */
export function moment(value: MomentLike): string {
  return `${day(value)}, ${clock(value)}`
}

/** What a `<time datetime>` wants: the day alone for days, the exact moment for moments. */
export function machineTime(value: DayLike): string {
  if (value instanceof Temporal.PlainDate) return value.toString()
  if (typeof value === 'string' && bareDay.test(value)) return value
  return toLondon(value).toInstant().toString({ smallestUnit: 'second' })
}

/** `today`, `tomorrow`, `in 3 days`, `2 weeks ago`: whole calendar days in London, whatever the hour. */
export function inDays(value: DayLike, now: MomentLike): string {
  const days = toDay(now).until(toDay(value), { largestUnit: 'day' }).days
  if (days === 0) return 'today'
  if (days === 1) return 'tomorrow'
  if (days === -1) return 'yesterday'
  const span = spanOfDays(Math.abs(days))
  return days > 0 ? `in ${span}` : `${span} ago`
}

/** `just now`, `5 minutes ago`, `3 hours ago`, then by calendar days. A moment still to come reads as `in 5 minutes`. */
export function ago(value: MomentLike, now: MomentLike): string {
  const seconds = Math.round(toLondon(value).until(toLondon(now)).total('second'))
  const distance = Math.abs(seconds)
  if (distance < 60) return 'just now'
  if (distance >= 12 * 3600) {
    const byDay = inDays(value, now)
    if (byDay !== 'today') return byDay
  }
  const span =
    distance < 3600
      ? plural(Math.floor(distance / 60), 'minute')
      : plural(Math.floor(distance / 3600), 'hour')
  return seconds > 0 ? `${span} ago` : `in ${span}`
}

/** Weeks begin at 14 days and months at 60: below that a worker counts in days and plans by them. */
function spanOfDays(days: number): string {
  if (days < 14) return plural(days, 'day')
  if (days < 60) return plural(Math.floor(days / 7), 'week')
  if (days < 730) return plural(Math.floor(days / 30.4375), 'month')
  return plural(Math.floor(days / 365.25), 'year')
}

const thousands = new Intl.NumberFormat('en-GB')

/** `12,345` */
export function count(value: number | bigint): string {
  return thousands.format(value)
}

/** `1 person`, `12,345 people`; without a plural form an s is added. */
export function plural(value: number, one: string, many: string = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** `512 bytes`, `30 kB`, `1.2 MB`: thousands, as file managers and mail limits count. */
export function bytes(value: number): string {
  if (value < 1000) return plural(value, 'byte')
  const units = ['kB', 'MB', 'GB', 'TB'] as const
  let size = value / 1000
  let unit: string = units[0]
  for (const larger of units.slice(1)) {
    if (size < 999.5) break
    size /= 1000
    unit = larger
  }
  const rounded = size < 10 ? Math.round(size * 10) / 10 : Math.round(size)
  return `${count(rounded)} ${unit}`
}

/** `Police, health and schools` */
export function inWords(items: readonly string[], joiner: string = 'and'): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${joiner} ${items[items.length - 1]}`
}

/** `37 %`, and never 100 % or 0 % unless it is exactly that: "all sent" must mean all. */
export function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0%'
  if (part === whole) return '100%'
  return `${Math.min(99, Math.max(1, Math.round((100 * part) / whole)))}%`
}
