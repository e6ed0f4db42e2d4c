import { lettersAfterNames, particles, shortForms, smallParticles, titles } from './name-words.ts'
import { fold, slips, slipsAllowed, tidy } from './text.ts'
import type { PersonName } from './types.ts'

/** MACKIE and MACEY are not MacKie and MacEy, so only the endings that are always written apart get their capital. */
const macEndings =
  /^mac(arthur|aulay|bride|callum|culloch|donald|dougall|farlane|gregor|innes|intyre|kay|kenzie|kinnon|lachlan|lean|leod|millan|neil|phail|pherson|queen|rae|tavish|vicar)$/
const noPerson =
  /^(vacan(t|cy)( post)?|post vacant|tb[acd]|to be (confirmed|appointed|advised)|n a|na|none|unknown|nil|various|currently vacant|not known|awaiting appointment)$/
export type NameReading =
  | {
      readonly kind: 'name'
      readonly name: PersonName
      readonly notes: readonly string[]
      readonly onlyOne: boolean
    }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'several' }
  | { readonly kind: 'vacant' }

const capital = (part: string) => part.charAt(0).toUpperCase() + part.slice(1)

function repairWord(word: string, isFamily: boolean, isFirst: boolean): string {
  const small = word.toLowerCase()
  if (isFamily && isFirst && smallParticles.has(small)) return small
  if (isFamily && /^i{2,3}$/.test(small)) return small.toUpperCase()
  if (!isFamily && /^[bcdfghjklmnpqrstvwxz]{2}$/.test(small)) return small.toUpperCase()
  return small
    .split('-')
    .map((part) => {
      if (isFamily && /^mc[a-z]{2,}/.test(part)) return `Mc${capital(part.slice(2))}`
      if (isFamily && macEndings.test(part)) return `Mac${capital(part.slice(3))}`
      // O'Brien and D'Arcy, but Shu'aib: only a single letter before the mark begins a new word.
      return /^\p{L}'\p{L}/u.test(part) ? capital(part).slice(0, 2) + capital(part.slice(2)) : capital(part)
    })
    .join('-')
}

/** Gives a name written all in capitals, or all in small letters, the capitals its owner would use; leaves mixed writing alone. */
export function repairCase(text: string, part: 'given' | 'family'): string {
  const letters = text.replace(/[^\p{L}]/gu, '')
  if (letters.length === 0) return text
  const shouted = letters === letters.toUpperCase() && letters.length > 1
  const whispered = letters === letters.toLowerCase()
  if (!shouted && !whispered) return text
  const words = text.split(' ')
  return words.map((word, i) => repairWord(word, part === 'family', i < words.length - 1)).join(' ')
}

/** How a title is usually written, or null where the text is not a title. */
export function titleOf(text: string): string | null {
  return titles.get(fold(text).replace(/ /g, '')) ?? null
}

function takeTitle(words: readonly string[]): { title: string | null; rest: readonly string[] } {
  const [first, ...rest] = words
  const title = first === undefined ? null : titleOf(first)
  if (title === null || rest.length === 0) return { title: null, rest: words }
  const more = takeTitle(rest)
  return { title: more.title === null ? title : `${title} ${more.title}`, rest: more.rest }
}

const isShouted = (word: string) => /\p{Lu}{2}/u.test(word) && word === word.toUpperCase()

function familyFirst(words: readonly string[]): number {
  const shouted = words.findIndex((word) => !isShouted(word))
  return shouted > 0 && words.slice(shouted).every((word) => !isShouted(word)) ? shouted : 0
}

function split(words: readonly string[]): { given: string; family: string } {
  const shouted = familyFirst(words)
  if (shouted > 0) {
    return { family: words.slice(0, shouted).join(' '), given: words.slice(shouted).join(' ') }
  }
  let start = words.length - 1
  while (start > 1 && particles.has(fold(words[start - 1] ?? ''))) start--
  return { given: words.slice(0, start).join(' '), family: words.slice(start).join(' ') }
}

const words = (text: string) => text.split(' ').filter((word) => word !== '')

function finished(
  title: string | null,
  given: string,
  family: string,
  notes: readonly string[],
): NameReading {
  const plain = given === '' ? family : given
  const repaired = given === '' || family === '' ? '' : repairCase(given, 'given')
  const name = { title, given: repaired, family: repairCase(family === '' ? plain : family, 'family') }
  if (fold(name.family) === '' && fold(name.given) === '') return { kind: 'nobody' }
  return { kind: 'name', name, notes, onlyOne: given === '' || family === '' }
}

/** Reads a whole name from one cell: "SMITH, Jane (Dr)", "Dr Jane Smith", "SMITH Jane", "jane van der berg". */
export function readFullName(text: string): NameReading {
  const notes: string[] = []
  let plain = tidy(text).replace(/\s*<[^>]*>\s*$/, '')
  let title: string | null = null
  plain = plain.replace(/\(([^)]*)\)/g, (_, inside: string) => {
    const found = titleOf(inside)
    if (found !== null) title = found
    else notes.push(`“${inside.trim()}” in brackets is not part of the name and is left out.`)
    return ' '
  })
  plain = tidy(plain)
  if (fold(plain) === '') return { kind: 'nobody' }
  if (noPerson.test(fold(plain))) return { kind: 'vacant' }
  if (/\s(&|and)\s|[/;+]|&/i.test(plain)) return { kind: 'several' }
  const parts = plain
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  while (parts.length > 1 && words(parts.at(-1) ?? '').every((word) => lettersAfterNames.has(fold(word)))) {
    notes.push(`“${parts.pop() ?? ''}” stands after the name and is left out.`)
  }
  const lastPart = parts.at(-1)
  if (parts.length > 1 && lastPart !== undefined && titleOf(lastPart) !== null) {
    title = titleOf(lastPart)
    parts.pop()
  }
  if (parts.length > 2) return { kind: 'several' }
  if (parts.length === 2) {
    const inFront = takeTitle(words(parts[0] ?? ''))
    const before = takeTitle(words(parts[1] ?? ''))
    return finished(
      before.title ?? inFront.title ?? title,
      before.rest.join(' '),
      inFront.rest.join(' '),
      notes,
    )
  }
  const before = takeTitle(words(parts[0] ?? ''))
  const named = [...before.rest]
  while (
    named.length > 2 &&
    lettersAfterNames.has(fold(named.at(-1) ?? '')) &&
    /^[A-Z]/.test(named.at(-1) ?? '')
  ) {
    notes.push(`“${named.pop() ?? ''}” stands after the name and is left out.`)
  }
  if (named.length === 1) return finished(before.title ?? title, '', named[0] ?? '', notes)
  const { given, family } = split(named)
  return finished(before.title ?? title, given, family, notes)
}

/** Reads a name from separate cells. A whole name typed into one of the two cells is still read as a whole. */
export function readNameParts(given: string, family: string, title: string): NameReading {
  const givenText = tidy(given)
  const familyText = tidy(family)
  if (givenText === '' || familyText === '') {
    const whole = readFullName(givenText + familyText)
    if (whole.kind !== 'name' || whole.name.title !== null) return whole
    return { ...whole, name: { ...whole.name, title: titleOf(title) } }
  }
  if (noPerson.test(fold(givenText)) && (noPerson.test(fold(familyText)) || fold(familyText) === 'post'))
    return { kind: 'vacant' }
  if (/\s(&|and)\s|[/;]|&/i.test(`${givenText} ${familyText}`)) return { kind: 'several' }
  const before = takeTitle(words(givenText))
  return finished(titleOf(title) ?? before.title, before.rest.join(' '), familyText.replace(/,+$/, ''), [])
}

/** The name in one line, as lists show it. */
export function showName(name: PersonName): string {
  return [name.title, name.given, name.family].filter((part) => part !== null && part !== '').join(' ')
}

/** Equal for two names that differ only in case, accents, hyphens or apostrophes; the title does not count. */
export function nameKey(name: PersonName): string {
  return `${fold(name.given)}|${fold(name.family)}`
}

const fullForm = (word: string) => shortForms.get(word) ?? word

function nearGiven(a: string, b: string): boolean {
  if (a === b) return true
  const [firstA = '', firstB = ''] = [a.split(' ')[0], b.split(' ')[0]]
  if (firstA === firstB || fullForm(firstA) === fullForm(firstB)) return true
  if (shortForms.get(firstA) === firstB || shortForms.get(firstB) === firstA) return true
  const [short, long] = firstA.length < firstB.length ? [firstA, firstB] : [firstB, firstA]
  // An initial, or the first letters: J and Jane, Ann and Anne. Two letters are too few: Jo is not Joseph.
  if (short.length !== 2 && long.startsWith(short)) return true
  return slips(short, long, 1) <= Math.min(1, slipsAllowed(short))
}

function nearFamily(a: string, b: string): boolean {
  if (a === b || a.replaceAll(' ', '') === b.replaceAll(' ', '')) return true
  if (` ${a} `.includes(` ${b} `) || ` ${b} `.includes(` ${a} `)) return true
  const shorter = a.length < b.length ? a : b
  return slips(a, b, slipsAllowed(shorter)) <= slipsAllowed(shorter)
}

/** May these be two spellings of one person's name? A reason to ask, never a reason to join. */
export function nearNames(a: PersonName, b: PersonName): boolean {
  const [givenA, familyA, givenB, familyB] = [fold(a.given), fold(a.family), fold(b.given), fold(b.family)]
  if (familyA === '' || familyB === '') return false
  if (givenA === familyB && familyA === givenB) return true
  if (givenA === '' || givenB === '') return familyA === familyB
  if (familyA === familyB) return nearGiven(givenA, givenB)
  return (
    nearFamily(familyA, familyB) &&
    (givenA === givenB ||
      fullForm(givenA) === fullForm(givenB) ||
      (nearGiven(givenA, givenB) &&
        givenA.charAt(0) === givenB.charAt(0) &&
        givenA.length > 1 &&
        givenB.length > 1))
  )
}
