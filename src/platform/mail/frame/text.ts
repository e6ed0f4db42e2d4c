/** Folds one paragraph at spaces. A word longer than the line, such as a link, stays whole so that it can be clicked. */
export function foldText(paragraph: string, width = 72, hanging = ''): string {
  const lines: string[] = []
  let line = ''
  for (const word of paragraph.split(/\s+/).filter((part) => part !== '')) {
    if (line === '') line = word
    else if (line.length + 1 + word.length <= width) line += ` ${word}`
    else {
      lines.push(line)
      line = hanging + word
    }
  }
  return [...lines, line].join('\n')
}
