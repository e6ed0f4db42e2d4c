import { tidy } from './text.ts'

export type PhoneReading = { readonly phone: string | null; readonly note: string | null }

/** Keeps a number as its text. A leading nought that a spreadsheet took away (it saw a sum, not a telephone) is put back. */
export function readPhone(text: string): PhoneReading {
  const plain = tidy(text).replace(/^tel:/i, '').trim()
  if (plain === '' || /^(n\/?a|none|tb[ac]|unknown|nil|-+|x)$/i.test(plain))
    return { phone: null, note: null }
  const digits = plain.replace(/\D/g, '')
  if (digits.length < 3 || plain.length > 60) {
    return { phone: null, note: `“${plain.slice(0, 60)}” is not a telephone number and is left out.` }
  }
  if (/^[1-9]\d{9}$/.test(plain.replace(/ /g, '')) && /^[1237]/.test(plain)) {
    return {
      phone: `0${plain}`,
      note: 'The nought at the start of the telephone number was lost and is put back.',
    }
  }
  return { phone: plain, note: null }
}

/** The form in which two writings of one number are equal: +44 and 0, spaces, brackets and dashes do not count. */
export function phoneKey(phone: string): string {
  const [number = '', ...extension] = phone.toLowerCase().split(/(?=ext|x\d)/)
  const digits = number
    .replace(/\(0\)/g, '')
    .replace(/[^\d+]/g, '')
    .replace(/^(\+|00)44/, '0')
  return `${digits}${extension.join('').replace(/\D/g, '') === '' ? '' : `x${extension.join('').replace(/\D/g, '')}`}`
}
