/** What a file may be. Which of them a form takes is said where it is prepared. */
export const kinds = {
  image: { name: 'a picture (JPEG, PNG, WebP or GIF)', most: 15_000_000 },
  pdf: { name: 'a PDF', most: 25_000_000 },
  docx: { name: 'a Word document (.docx)', most: 25_000_000 },
  xlsx: { name: 'an Excel workbook (.xlsx)', most: 25_000_000 },
  csv: { name: 'a CSV file', most: 25_000_000 },
  text: { name: 'a plain text file', most: 5_000_000 },
} as const satisfies Record<string, { name: string; most: number }>

export type FileKind = keyof typeof kinds

/** "a PDF or a Word document (.docx)" */
export function inWords(allowed: readonly FileKind[]): string {
  const names = allowed.map((kind) => kinds[kind].name)
  return names.length < 2 ? (names[0] ?? 'nothing') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}
