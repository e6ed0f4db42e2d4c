/**
 * One key mends a doubt: N goes to the next one, M does what is suggested, K keeps it as it is. The buttons do the same without
 * this.
 */
const doubts = [...document.querySelectorAll<HTMLElement>('.hf-import__part--doubt')]
const hint = document.querySelector<HTMLElement>('[data-keys]')
if (hint && doubts.length > 0) hint.hidden = false

const at = (): number => {
  const here = doubts.findIndex((doubt) => doubt.contains(document.activeElement))
  if (here !== -1) return here
  return doubts.findIndex((doubt) => `#${doubt.id}` === location.hash)
}

const keys: Record<string, () => void> = {
  n: () => {
    const next = doubts[(at() + 1) % doubts.length]
    next?.querySelector('button')?.focus()
    next?.scrollIntoView({ block: 'start' })
  },
  m: () => buttonOf(Math.max(0, at()), ':not([value^="settle"])')?.click(),
  k: () => buttonOf(Math.max(0, at()), '[value^="settle"]')?.click(),
}

const buttonOf = (doubt: number, which: string): HTMLButtonElement | null =>
  doubts[doubt]?.querySelector<HTMLButtonElement>(`.hf-import__doubt button${which}`) ?? null

document.addEventListener('keydown', (event) => {
  const typing = event.target instanceof Element && event.target.closest('input, textarea, select')
  if (doubts.length === 0 || typing || event.ctrlKey || event.metaKey || event.altKey) return
  const act = keys[event.key.toLowerCase()]
  if (!act) return
  event.preventDefault()
  act()
})
