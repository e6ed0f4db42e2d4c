/**
 * Renews a part of the page from its own address every few seconds while something long is running. The server stops it
 * by no longer marking the part as live, the person by the button. A part that cannot be fetched stays as it was and is
 * asked for again, ever more rarely. Parts marked `data-renews-with` with its id are renewed beside it, such as the buttons
 * that fit only while it runs.
 */
export function keepLive(start: HTMLElement): void {
  const id = start.id
  const every = Number(start.dataset['every'] ?? '3') * 1000
  let wait = every
  let stopped = false

  const later = (): void => void setTimeout(() => void renew(), wait)

  async function renew(): Promise<void> {
    if (stopped) return
    if (document.hidden) return later()
    try {
      const answer = await fetch(window.location.href, { headers: { accept: 'text/html' } })
      if (!answer.ok) throw new Error(String(answer.status))
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const fresh = page.getElementById(id)
      const shown = document.getElementById(id)
      if (!shown) return
      // What is over has no part of its own any more.
      if (!fresh) {
        renewBeside(id, page)
        shown.remove()
        return end()
      }
      if (fresh.innerHTML !== shown.innerHTML && !shown.contains(document.activeElement)) {
        shown.replaceChildren(...fresh.childNodes)
      }
      renewBeside(id, page)
      if (fresh.dataset['module'] !== 'holdfast-live') return end()
      wait = every
    } catch {
      wait = Math.min(wait * 2, 60_000)
    }
    later()
  }

  const button = document.querySelector<HTMLButtonElement>(`button[data-stops="${id}"]`)
  function end(): void {
    stopped = true
    button?.closest('.hf-progress__renew')?.remove()
  }
  function stop(): void {
    stopped = true
    button?.remove()
  }
  if (button) {
    button.hidden = false
    button.addEventListener('click', stop)
  }
  later()
}

/** By their words: forms carry a key that is another one each time, and a button must not go away under a press. */
function renewBeside(id: string, page: Document): void {
  const words = (part: HTMLElement) => (part.textContent ?? '').replace(/\s+/g, ' ')
  for (const shown of document.querySelectorAll<HTMLElement>(`[data-renews-with="${id}"]`)) {
    const fresh = page.getElementById(shown.id)
    if (fresh && words(fresh) !== words(shown) && !shown.contains(document.activeElement))
      shown.replaceChildren(...fresh.childNodes)
  }
}
