/** A time as people write it: 9am, 9.30am, 9:30, 14:05, midday. Null where it is none. */
export function readTime(text: string): { readonly hour: number; readonly minute: number } | null {
  const plain = text.trim().toLowerCase().replace(/\s+/g, '')
  if (plain === 'midday' || plain === 'noon') return { hour: 12, minute: 0 }
  const [, hours = '', minutes, half] = /^(\d{1,2})(?:[:.](\d{2}))?(am|pm)?$/.exec(plain) ?? []
  if (hours === '' || (minutes === undefined && half === undefined)) return null
  const [hour, minute] = [Number(hours), Number(minutes ?? '0')]
  if (minute > 59) return null
  if (half === undefined) return hour > 23 ? null : { hour, minute }
  if (hour < 1 || hour > 12) return null
  return { hour: (hour % 12) + (half === 'pm' ? 12 : 0), minute }
}
