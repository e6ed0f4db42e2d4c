import type { EditorState } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { button, element } from './elements.ts'
import type { Tool } from './tools.ts'

export type Toolbar = {
  readonly dom: HTMLElement
  /** Shows which tools are on and which can be used where the cursor stands. */
  readonly show: (state: EditorState) => void
  readonly focus: () => void
}

const isMac = /Mac|iP(?:hone|ad)/u.test(globalThis.navigator?.platform ?? '')

const keysInWords = (keys: string): string => {
  const words = keys.replace('Mod', isMac ? 'Command' : 'Control').split('-')
  return words.map((word) => (word.length === 1 ? word.toUpperCase() : word)).join(' + ')
}

/**
 * One stop for the Tab key, then arrow keys, as people who use a keyboard expect of a toolbar. A tool that cannot be
 * used stays in reach and says so, so that the focus never falls off a button that turned grey.
 */
export const makeToolbar = (tools: readonly Tool[], view: () => EditorView, controls: string): Toolbar => {
  const buttons = tools.map((tool) => {
    const made = button(tool.label, tool.name, () => {
      if (made.getAttribute('aria-disabled') === 'true') return
      const current = view()
      tool.run(current.state, current.dispatch, current)
      if (tool.name !== 'link' && tool.name !== 'picture') current.focus()
    })
    if (tool.keys !== null) made.title = keysInWords(tool.keys)
    // The text keeps its selection while a tool is pressed.
    made.addEventListener('mousedown', (event) => event.preventDefault())
    return made
  })
  const dom = element(
    'div',
    {
      role: 'toolbar',
      'aria-label': 'Tools for the text',
      'aria-controls': controls,
      class: 'hf-editor__tools',
    },
    ...buttons,
  )
  let at = 0
  const stopAt = (next: number) => {
    at = (next + buttons.length) % buttons.length
    buttons.forEach((one, index) => one.setAttribute('tabindex', index === at ? '0' : '-1'))
  }
  const moves: Readonly<Record<string, () => number>> = {
    ArrowRight: () => at + 1,
    ArrowLeft: () => at - 1,
    Home: () => 0,
    End: () => -1,
  }
  dom.addEventListener('keydown', (event) => {
    const move = moves[event.key]
    if (!move) return
    event.preventDefault()
    stopAt(move())
    buttons[at]?.focus()
  })
  dom.addEventListener('focusin', (event) => {
    const index = buttons.findIndex((one) => one === event.target)
    if (index !== -1) stopAt(index)
  })
  stopAt(0)
  return {
    dom,
    focus: () => buttons[at]?.focus(),
    show: (state) =>
      tools.forEach((tool, index) => {
        const one = buttons[index]
        if (tool.isOn) one?.setAttribute('aria-pressed', String(tool.isOn(state)))
        one?.setAttribute('aria-disabled', String(!(tool.isOn?.(state) ?? false) && !tool.run(state)))
      }),
  }
}
