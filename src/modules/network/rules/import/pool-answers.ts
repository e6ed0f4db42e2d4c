import { anotherPerson, gather, withoutMailbox } from './working-row.ts'
import type { WorkingRow } from './working-row.ts'

const isWho = (key: string) => key.startsWith('person:') || key === anotherPerson || key === withoutMailbox
const isMail = (key: string) => key === 'email:keep' || key === 'email:without'
const isKeeper = (key: string) => key === 'mailbox:keep'

/**
 * Rows with an equal name and an equal address are about one person, so what was answered about the person in one of
 * them holds for all. Where two answers contradict each other, the one of the first fingerprint stands.
 */
export function poolAnswers(rows: readonly WorkingRow[]): void {
  const voices = new Map<string, WorkingRow[]>()
  for (const row of rows) if (row.voice !== null) gather(voices, row.voice, row)
  for (const voice of voices.values()) {
    if (voice.length < 2 || voice.every((row) => row.answers.size === 0)) continue
    const given = voice
      .toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
      .flatMap((row) => [...row.answers])
    const who = given.filter(isWho)
    const settled = who[0]?.startsWith('person:')
      ? who.slice(0, 1)
      : who.filter((key) => !key.startsWith('person:'))
    const pooled = [...settled, given.find(isMail), given.find(isKeeper)].filter((key) => key !== undefined)
    for (const row of voice) {
      const own = [...row.answers].filter((key) => !isWho(key) && !isMail(key) && !isKeeper(key))
      row.answers = new Set([...own, ...pooled])
    }
  }
}
