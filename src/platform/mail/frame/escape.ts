const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Plain text made safe for HTML, in text and in quoted attributes alike. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

/** An address for `href`. Only web addresses and mailto: reach a mail; anything else is a fault of ours and throws. */
export function hrefOf(url: string): string {
  if (!/^(https?:\/\/|mailto:)[^\s<>"]+$/i.test(url))
    throw new Error('A link in a mail must be a web or mail address')
  return escapeHtml(url)
}
