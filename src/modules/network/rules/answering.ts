import type { Answers, Doubt } from './import/types.ts'

type AskedRow = { readonly row: number; readonly fingerprint: string; readonly doubts: readonly Doubt[] }

/**
 * The answers of an import with one more: what a person chose for the questions of a row, and, where they said so, for every row
 * that asks the same. A choice that no question of the row offers is not taken.
 */
export function withAnswer(
  answers: Answers,
  rows: readonly AskedRow[],
  given: { readonly row: number; readonly choice: string; readonly alike: boolean },
): { readonly answers: Answers; readonly taken: number } {
  const asked = rows.find(({ row }) => row === given.row)
  const doubt = asked?.doubts.find(({ choices }) => choices.some(({ key }) => key === given.choice))
  if (!asked || !doubt) return { answers, taken: 0 }
  const others =
    given.alike && doubt.alike !== null
      ? rows.filter(
          (row) =>
            row !== asked &&
            row.doubts.some(
              (one) => one.alike === doubt.alike && one.choices.some(({ key }) => key === given.choice),
            ),
        )
      : []
  const merged: Record<string, readonly string[]> = { ...answers }
  for (const row of [asked, ...others]) {
    const own = row.doubts.find(({ choices }) => choices.some(({ key }) => key === given.choice))
    const offered = new Set(own?.choices.map(({ key }) => key))
    const before = (merged[row.fingerprint] ?? []).filter((key) => !offered.has(key))
    merged[row.fingerprint] = [...before, given.choice]
  }
  return { answers: merged, taken: others.length + 1 }
}
