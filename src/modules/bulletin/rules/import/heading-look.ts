import { countWords } from './words.ts'

const months = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'
const days = '(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?'

// A line that begins with a day or a clock time and has little else is when something happens, not what.
const whenLine = new RegExp(
  String.raw`^(?:${days}\b\s*,?\s+)?\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:${months})\w*\b|^${days}\b[,\s]+(?:the\s+)?\d|^\d{1,2}[:.]\d\d\s*(?:am|pm|-|–|to)?|^\d{1,2}\s*(?:am|pm)\b|^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}`,
  'iu',
)
const labelLine =
  /^(?:date|dates|time|times|venue|location|place|where|when|cost|price|fee|tel|telephone|phone|mobile|fax|e-?mail|web|website|twitter|address|contact|trainer|speaker|audience|duration|deadline|closing date|to book|booking|ref|reference|from|to|cc|subject|sent)\s*:/iu
const callToAct =
  /^(?:(?:to\s+)?(?:read|find out|learn|see|view|know) more\b|more (?:information|details|info)\b|further (?:information|details)\b|click (?:here|below|on)|book (?:here|now|your|a place|online)|register (?:here|now)|download (?:here|the|a|our)|view (?:here|online|the|it|this)|visit (?:the|our)|watch (?:the|here|now)|sign up (?:here|now)|continue reading|back to (?:the )?top|top of (?:the )?page|go to (?:the|our)|available (?:here|at|from)|follow us\b|share this\b)/iu
const greeting =
  /^(?:dear\b|hello\b|hi\b|good (?:morning|afternoon)\b|kind(?:est)? regards|best (?:regards|wishes)|warm(?:est)? (?:regards|wishes)|yours (?:sincerely|faithfully)|regards\b|cheers\b|sincerely\b)/iu
const thanks = /^(?:(?:many|with) thanks|thanks|thank you)\b[\s,.!]*$/iu
const addressOnly = /^(?:<?(?:https?:\/\/|www\.)\S+>?|\S+@\S+\.\S+|(?:tel\.?:?\s*)?\+?[\d\s()-]{7,})$/iu
const pageNumber = /^(?:page\s+)?\d+(?:\s+(?:of|\/)\s+\d+)?$/iu

// No small line is longer, and the patterns need not be tried on whole pages of text.
const greatestLine = 300

/** Whether a line is one of the short ones that stand in articles: dates, labels, calls to act, greetings, addresses. */
export const isSmallLine = (text: string): boolean =>
  text.length <= greatestLine &&
  [whenLine, labelLine, callToAct, greeting, thanks, addressOnly, pageNumber].some((pattern) =>
    pattern.test(text.trim()),
  )

const headingWords = 16
const headingCharacters = 120

const openingEnd = /(?:^|\s)(?:a|an|the|and|or|of|with|from|which|is|are|was|were|will|be|has|have|please)$/iu

/** Ends as a heading may: no full stop, comma or semicolon, and not in the middle of a phrase. */
const endsLikeHeading = (text: string): boolean => {
  if (/(?:\.\.\.|…)$/u.test(text)) return true
  if (/[.,;]$/u.test(text)) return /\b(?:e\.g|i\.e|etc|no|ltd|co|u\.k)\.$/iu.test(text)
  return !openingEnd.test(text)
}

/**
 * Whether a line by its words alone could head an article: short, begins like a name, does not end like a sentence
 * and is none of the small lines that stand in articles.
 */
export const looksLikeHeading = (raw: string): boolean => {
  const text = raw.trim()
  const words = countWords(text)
  if (words === 0 || words > headingWords || text.length > headingCharacters) return false
  if (!/^[\p{Lu}\p{Lt}\p{Lo}\p{N}“"‘'«(#@\p{Extended_Pictographic}]/u.test(text)) {
    // "iLearn", "eSafety": one small letter before a capital is still a name.
    if (!/^\p{Ll}\p{Lu}/u.test(text)) return false
  }
  // Two sentences on one line are text. An abbreviation such as "Dr." is let through by asking for a longer word.
  if (/\p{Ll}{3}[.!?]\s+\p{Lu}|;/u.test(text)) return false
  return endsLikeHeading(text) && !isSmallLine(text)
}

/** All letters capital, and enough of them to be meant. */
export const isCapitals = (text: string): boolean => {
  // Arabic, Hebrew and others have no capitals, so only letters that could be small count.
  const capitals = text.match(/\p{Lu}/gu) ?? []
  return capitals.length >= 4 && !/\p{Ll}/u.test(text.replace(/(?<=\p{Lu})s\b/gu, ''))
}

/** A line that thanks and says no more: a farewell when it is plain, an article's heading when it is bold. */
export const isThanks = (text: string): boolean => thanks.test(text.trim())

/** Text that carries an article: a sentence, the lead-in of a list, or more words than a line. */
export const isProse = (raw: string): boolean => {
  const text = raw.trim()
  const words = countWords(text)
  if (words >= 12) return true
  const hasSentence = /[.!?…][)”"’']?$/u.test(text) || /\p{Ll}{2}[.!?]\s+\p{Lu}/u.test(text)
  return (words >= 3 && hasSentence) || (words >= 5 && text.endsWith(':'))
}
