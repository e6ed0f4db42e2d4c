const plainLetters: { readonly [letter: string]: string } = {
  ø: 'o',
  ł: 'l',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/** One line, single spaces, no control or direction marks, straight apostrophes and plain hyphens. */
export function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, '')
    .replace(/[\s\p{Cc}\u00a0]+/gu, ' ')
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[‐‑]/g, '-')
    .trim()
}

/** The form in which two spellings of one word are equal: no case, accents, apostrophes or punctuation. */
export function fold(text: string): string {
  return tidy(text)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[øłßæœđðþı]/g, (letter) => plainLetters[letter] ?? letter)
    .replace(/['.]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** How many single-letter slips (one letter more, less, other, or two swapped) lie between two words; stops counting above `most`. */
export function slips(a: string, b: string, most: number): number {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > most) return most + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const line = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let value = Math.min((last[j] ?? 0) + 1, (line[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        value = Math.min(value, (before[j - 2] ?? 0) + 1)
      }
      line.push(value)
      if (value < least) least = value
    }
    if (least > most) return most + 1
    before = last
    last = line
  }
  return last[b.length] ?? most + 1
}

/** Longer words may hide more slips before two people would call them different words. */
export function slipsAllowed(word: string): number {
  if (word.length < 4) return 0
  return word.length < 8 ? 1 : 2
}

const soundOf: { readonly [letter: string]: string } = {
  b: '1',
  f: '1',
  p: '1',
  v: '1',
  c: '2',
  g: '2',
  j: '2',
  k: '2',
  q: '2',
  s: '2',
  x: '2',
  z: '2',
  d: '3',
  t: '3',
  l: '4',
  m: '5',
  n: '5',
  r: '6',
}

/** Soundex of a folded word: Smith and Smyth, Kelly and Kelley sound alike. Only ever used to find candidates. */
export function sound(folded: string): string {
  const letters = folded.replace(/[^a-z]/g, '')
  if (letters === '') return folded
  let code = letters.charAt(0)
  let previous = soundOf[letters.charAt(0)] ?? ''
  for (const letter of letters.slice(1)) {
    const digit = soundOf[letter] ?? ''
    if (digit !== '' && digit !== previous) code += digit
    if (letter !== 'h' && letter !== 'w') previous = digit
    if (code.length === 4) break
  }
  return code.padEnd(4, '0')
}

/** A short stable mark of a text (53 bits). It tells rows apart; it protects nothing. */
export function mark(text: string): string {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36)
}
