/** A mail server's answer without anybody's address, short enough for a table: "550 5.1.1 <…> User unknown". */
export function answerWords(answer: string): string {
  return answer
    .replace(/[^\s<>]+@[^\s<>]+/g, '…')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 200)
}
