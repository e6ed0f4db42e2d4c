export type DateReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'day'; readonly day: string }
  /** `suggestion` is the day that the text can mean if its writer put the month first. */
  | { readonly kind: 'doubtful'; readonly why: string; readonly suggestion: string | null }

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const two = (n: number) => String(n).padStart(2, '0')
const leap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

function day(year: number, month: number, dayOfMonth: number): string | null {
  const length = [31, leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  if (length === undefined || dayOfMonth < 1 || dayOfMonth > length || year < 1900 || year > 2199) return null
  return `${year}-${two(month)}-${two(dayOfMonth)}`
}

/** 27.03.16 is 2016 and 1.9.87 is 1987: a two-figure year lies at most ten years ahead of the import. */
function fullYear(year: string, today: string): number {
  const number = Number(year)
  if (year.length > 2) return number
  const near = Math.floor(Number(today.slice(0, 4)) / 100) * 100 + number
  return near > Number(today.slice(0, 4)) + 10 ? near - 100 : near
}

/** Excel counts days from 30 December 1899; from 1980 to 2079 such a number is far likelier a day than anything else. */
function serialDay(serial: number): string | null {
  if (serial < 29221 || serial > 65745) return null
  const moment = new Date(Date.UTC(1899, 11, 30) + Math.floor(serial) * 86_400_000)
  return day(moment.getUTCFullYear(), moment.getUTCMonth() + 1, moment.getUTCDate())
}

/** The day as people read it: 27 March 2016. */
export function showDay(iso: string): string {
  const [year, month, dayOfMonth] = iso.split('-').map(Number)
  const names = [
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
  ]
  return `${dayOfMonth ?? ''} ${names[(month ?? 0) - 1] ?? ''} ${year ?? ''}`
}

/** Reads a day as the United Kingdom writes it. A day that exists only the American way round is doubtful, never guessed. */
export function readDay(text: string, today: string): DateReading {
  const plain = text
    .replace(/[\s\u00a0]+/g, ' ')
    .trim()
    .toLowerCase()
  if (
    plain === '' ||
    /^(n\/?a|none|-+|\.|present|current|ongoing|to date|permanent|still in post|open|nil)$/.test(plain)
  )
    return { kind: 'none' }
  const bare = plain
    .replace(/[ t]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?(z| ?[+-]\d{2}:?\d{2})?$/, '')
    .replace(/^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /, '')
  const found = (iso: string | null): DateReading =>
    iso === null
      ? { kind: 'doubtful', why: `“${plain}” is not a day in the calendar.`, suggestion: null }
      : { kind: 'day', day: iso }

  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(bare) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(bare)
  if (iso) return found(day(Number(iso[1]), Number(iso[2]), Number(iso[3])))

  const figures = /^(\d{1,2}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?(\d{4}|\d{2})$/.exec(bare)
  if (figures) {
    const year = fullYear(figures[3] ?? '', today)
    const british = day(year, Number(figures[2]), Number(figures[1]))
    if (british !== null) return { kind: 'day', day: british }
    const american = day(year, Number(figures[1]), Number(figures[2]))
    if (american === null) return found(null)
    return {
      kind: 'doubtful',
      why: `“${plain}” is not a day in the order day, month, year. With the month first it is ${showDay(american)}.`,
      suggestion: american,
    }
  }
  const worded = /^(\d{1,2})(?:st|nd|rd|th)?[ -/.]*(?:of )?([a-z]{3,9})[ \-/.,]*'?(\d{4}|\d{2})$/.exec(bare)
  if (worded)
    return found(day(fullYear(worded[3] ?? '', today), monthNumber(worded[2] ?? ''), Number(worded[1])))
  const monthFirst = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/.exec(bare)
  if (monthFirst)
    return found(day(Number(monthFirst[3]), monthNumber(monthFirst[1] ?? ''), Number(monthFirst[2])))
  const monthOnly = /^([a-z]{3,9})[ \-/.]*'?(\d{4}|\d{2})$/.exec(bare) ?? /^(\d{1,2})\/(\d{4})$/.exec(bare)
  if (monthOnly) {
    const number = /^\d/.test(bare) ? Number(monthOnly[1]) : monthNumber(monthOnly[1] ?? '')
    const first = day(fullYear(monthOnly[2] ?? '', today), number, 1)
    return { kind: 'doubtful', why: `“${plain}” names a month but no day.`, suggestion: first }
  }
  if (/^\d{5}(\.\d+)?$/.test(bare)) return found(serialDay(Number(bare)))
  return { kind: 'doubtful', why: `“${plain}” cannot be read as a date.`, suggestion: null }
}

function monthNumber(word: string): number {
  const names = [
    'january',
    'february',
    'march',
    'april',
    'may',
    'june',
    'july',
    'august',
    'september',
    'october',
    'november',
    'december',
  ]
  const place = months.indexOf(word.slice(0, 3))
  return place >= 0 && (word === 'sept' || (names[place] ?? '').startsWith(word)) ? place + 1 : 0
}
