/**
 * Keeps what is typed while it is typed, and tells who else has the text open. The form works without it: then words are kept
 * when Save is pressed.
 */
const form = document.querySelector<HTMLFormElement>('form[data-autosave]')
if (form) keepDrafts(form)

type Told = { readonly others: readonly string[]; readonly newer: boolean }

function keepDrafts(writing: HTMLFormElement): void {
  const url = writing.dataset['autosave'] ?? ''
  const saved = writing.querySelector<HTMLElement>('[data-saved]')
  const others = document.querySelector<HTMLElement>('[data-others]')
  const valueOf = (name: string): string =>
    writing.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[name="${name}"]`)?.value ?? ''
  const typed = () => JSON.stringify([valueOf('heading'), valueOf('body')])
  let kept = typed()
  let turn = 0
  let waiting: ReturnType<typeof setTimeout> | undefined

  const say = (text: string) => {
    if (saved) saved.textContent = text
  }

  const keep = async (): Promise<void> => {
    const now = typed()
    if (now === kept) return
    turn += 1
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify({
          _token: valueOf('_token'),
          version: valueOf('version'),
          heading: valueOf('heading'),
          body: valueOf('body'),
          turn: `${Date.now() % 1_000_000_000}-${turn}`,
        }),
      })
      if (answer.status === 401) {
        say('You are signed out. Press Save: you sign in again and nothing is lost.')
        return
      }
      if (!answer.ok) throw new Error('not kept')
      kept = now
      const told = (await answer.json()) as Told
      const clock = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
      say(
        told.newer
          ? `Your words were kept at ${clock}. Somebody has saved a newer version: press Save to bring both together.`
          : `Your words were kept at ${clock}. Others see them when you press Save.`,
      )
      tell(told.others)
    } catch {
      say('Your words could not be kept just now. They are still here, and this is tried again.')
      later(10_000)
    }
  }

  const tell = (names: readonly string[]) => {
    if (!others) return
    others.replaceChildren()
    if (names.length === 0) return
    const line = document.createElement('p')
    line.className = 'hf-others'
    line.textContent = `${names.join(' and ')} ${names.length === 1 ? 'has' : 'have'} this text open too. Agree who writes first: a newer version is never written over.`
    others.append(line)
  }

  const later = (wait: number) => {
    clearTimeout(waiting)
    waiting = setTimeout(() => void keep(), wait)
  }

  // Two seconds after the last key: often enough for a crash, seldom enough for a shared line.
  writing.addEventListener('input', () => later(2_000))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void keep()
  })
}
