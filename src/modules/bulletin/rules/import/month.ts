const months = [
  ['january', 'jan'],
  ['february', 'feb'],
  ['march', 'mar'],
  ['april', 'apr'],
  ['may'],
  ['june', 'jun'],
  ['july', 'jul'],
  ['august', 'aug'],
  ['september', 'sept', 'sep'],
  ['october', 'oct'],
  ['november', 'nov'],
  ['december', 'dec'],
]
const names = months.flat().join('|')

// Between month and year may stand a second month ("April / May 2016") or a sign.
const nameAndYear = new RegExp(
  String.raw`\b(${names})\b\.?(?:\s*(?:/|&|-|–|and|to)\s*(?:${names})\b\.?)?[\s,'’/_-]*((?:19|20)\d\d|['’]\d\d)(?!\d)`,
  'iu',
)
const numbers = /(?<![\d./-])(0?[1-9]|1[0-2])[./-]((?:19|20)\d\d)(?![\d./-])/u
const yearThenMonth = /(?<!\d)((?:19|20)\d\d)[-_ ](0[1-9]|1[0-2])(?!\d)/u
const yearAlone = /(?<![\d/.-])((?:19|20)\d\d)(?![\d/-])/u

export type MonthFound = { readonly month: number | null; readonly year: number | null }

const monthNumber = (name: string): number =>
  months.findIndex((forms) => forms.includes(name.toLowerCase())) + 1

const fullYear = (text: string): number =>
  /^\d{4}$/u.test(text) ? Number(text) : 2000 + Number(text.slice(1))

/** The month a bulletin is of: "April 2016", "Apr ’16", "04/2016", "2016-04"; a year alone where no month stands by it. */
export const findMonth = (text: string): MonthFound => {
  const named = nameAndYear.exec(text)
  if (named) return { month: monthNumber(named[1] ?? ''), year: fullYear(named[2] ?? '') }
  const short = numbers.exec(text)
  if (short) return { month: Number(short[1]), year: Number(short[2]) }
  const filed = yearThenMonth.exec(text)
  if (filed) return { month: Number(filed[2]), year: Number(filed[1]) }
  const year = yearAlone.exec(text)
  return { month: null, year: year ? Number(year[1]) : null }
}

const issue = String.raw`(?:issue|edition|volume|vol|number|no)\.?\s*\d+`
const season = 'spring|summer|autumn|winter|easter|christmas|new year'
const dateOnly = new RegExp(
  String.raw`^[\s|–—:,-]*(?:(?:${issue}|(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:${names})\b\.?|${season}|(?:19|20)\d\d|term\s*\d)[\s|/&,:–—-]*)+$`,
  'iu',
)

/** A line that says only which issue it is: "Issue 12 | April 2016". */
export const isIssueLine = (text: string): boolean => text.length <= 120 && dateOnly.test(text.trim())
