import { fold, slips, slipsAllowed } from './text.ts'

/** Long forms for what sheets shorten. Only shortenings that have one meaning among organisations stand here. */
const longForms: { readonly [word: string]: string } = {
  saint: 'st',
  sch: 'school',
  schl: 'school',
  pri: 'primary',
  prim: 'primary',
  jnr: 'junior',
  jun: 'junior',
  inf: 'infant',
  infants: 'infant',
  juniors: 'junior',
  sec: 'secondary',
  uni: 'university',
  center: 'centre',
  ctr: 'centre',
  hosp: 'hospital',
  dept: 'department',
  coll: 'college',
  acad: 'academy',
  nsy: 'nursery',
  assoc: 'association',
  svc: 'service',
  services: 'service',
  childrens: 'children',
  cncl: 'council',
  gp: 'gp',
  comm: 'community',
  rd: 'road',
  govt: 'government',
}
const empty = new Set(['the', 'ltd', 'limited', 'plc', 'cic', 'llp', 'and', 'of', 'for'])

/** Words that say what kind of place it is and not which one. */
const kinds = new Set(
  (
    'school primary secondary junior infant nursery academy college university council county borough district city town parish hospital trust nhs foundation ' +
    'police constabulary service children centre surgery practice medical health care social community partnership department team group association charity ' +
    'housing youth probation fire rescue high grammar special preschool playgroup church ce rc catholic england clinic ft project network'
  ).split(' '),
)

/** The form in which two writings of one organisation are equal: St and Saint, & and and, Ltd, C of E, The. */
export function organisationKey(name: string): string {
  const plain = fold(name.replace(/&|\+/g, ' and '))
    .replace(/\bc of e\b|\bchurch of england\b|\bcofe\b|\bc e\b/g, 'ce')
    .replace(/\broman catholic\b|\br c\b/g, 'rc')
    .replace(/\bnhs ft\b/g, 'nhs foundation trust')
    .replace(/\bpre school\b/g, 'preschool')
  const parts = plain.split(' ').map((word) => longForms[word] ?? word)
  const kept = parts.filter((word) => !empty.has(word))
  return (kept.length > 0 ? kept : parts).join(' ')
}

type Parts = { readonly own: readonly string[]; readonly kind: readonly string[] }

function partsOf(key: string): Parts {
  const words = key
    .replace(/\bst (\w)/g, 'st$1')
    .split(' ')
    .filter((word) => word !== '')
  return { own: words.filter((word) => !kinds.has(word)), kind: words.filter((word) => kinds.has(word)) }
}

/** A number in a name tells two places apart, so it is never a slip. */
const sameWord = (a: string, b: string) => {
  if (a === b || /\d/.test(a + b)) return a === b
  const allowed = Math.min(slipsAllowed(a), slipsAllowed(b))
  return `${a}s` === b || `${b}s` === a || (a.length > 4 && b.length > 4 && slips(a, b, allowed) <= allowed)
}

const covers = (all: readonly string[], some: readonly string[]) => some.every((word) => all.includes(word))

function near(a: Parts, b: Parts): boolean {
  const [few, many] = a.own.length <= b.own.length ? [a, b] : [b, a]
  if (few.own.length === 0) return false
  if (!few.own.every((word) => many.own.some((other) => sameWord(word, other)))) return false
  if (many.own.length - few.own.length > few.own.length) return false
  // Oakfield Primary and Oakfield Infant are two schools; Oakfield and Oakfield Primary School may be one.
  return covers(a.kind, b.kind) || covers(b.kind, a.kind)
}

/** Every way to leave one letter out: two words one slip apart share at least one of these. */
function traces(word: string): string[] {
  if (word.length < 5 || /\d/.test(word)) return [word]
  const found = [word]
  for (let i = 0; i < word.length; i++) found.push(word.slice(0, i) + word.slice(i + 1))
  return found
}

/** A word in more names than this (a town's, in a whole county) finds nothing: the other words must. */
const tooCommon = 400
/** And a word with a letter left out, which should find the few that are slips of it. */
const tooCommonSlip = 60

export type NameFinder = {
  /** Keys of names that may be the same organisation in another writing, nearest first, at most three. Never the key itself. */
  readonly near: (key: string) => readonly string[]
}

/** Looks up near names by their own words, so that 10,000 names are not compared with 10,000 others. */
export function nameFinder(keys: Iterable<string>): NameFinder {
  const byTrace = new Map<string, string[]>()
  const parts = new Map<string, Parts>()
  for (const key of keys) {
    if (parts.has(key)) continue
    const found = partsOf(key)
    parts.set(key, found)
    for (const trace of new Set(found.own.flatMap(traces))) {
      const list = byTrace.get(trace)
      if (list === undefined) byTrace.set(trace, [key])
      else list.push(key)
    }
  }
  return {
    near(key) {
      const own = partsOf(key)
      const candidates = new Set<string>()
      for (const trace of new Set(own.own.flatMap(traces))) {
        const list = byTrace.get(trace) ?? []
        if (list.length <= (own.own.includes(trace) ? tooCommon : tooCommonSlip))
          for (const other of list) candidates.add(other)
      }
      candidates.delete(key)
      return [...candidates]
        .filter((other) => near(own, parts.get(other) ?? { own: [], kind: [] }))
        .map((other) => ({ other, distance: slips(key, other, 40) }))
        .toSorted((a, b) => a.distance - b.distance || (a.other < b.other ? -1 : 1))
        .slice(0, 3)
        .map(({ other }) => other)
    },
  }
}
