import type { Mark } from 'prosemirror-model'
import type { EditorView } from 'prosemirror-view'
import { safeHref } from '../href.ts'
import { button, element } from './elements.ts'
import type { EditorSchema } from './editor-schema.ts'

export type Picture = { readonly id: string; readonly alt: string; readonly src: string }

export type Panel = { readonly dom: HTMLElement; readonly open: (view: EditorView) => void }

const closeOnEscape = (dom: HTMLElement, close: () => void): void => {
  dom.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    close()
  })
}

/** A person types "board.example" or "ann@school.example"; what is meant is clear. */
const meantHref = (typed: string): string | null => {
  const text = typed.trim()
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/u.test(text)) return safeHref(`mailto:${text}`)
  return (
    safeHref(text) ?? (/^[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?$/u.test(text) ? safeHref(`https://${text}`) : null)
  )
}

/** The link at the cursor, also right behind or before its last letter. */
const linkAt = (view: EditorView, schema: EditorSchema): Mark | undefined => {
  const { $from } = view.state.selection
  const { link } = schema.marks
  const near = [$from.marks(), $from.nodeBefore?.marks ?? [], $from.nodeAfter?.marks ?? []]
  return near.map((marks) => link.isInSet(marks)).find((mark) => mark !== undefined)
}

const hrefAt = (view: EditorView, schema: EditorSchema): string => {
  const { from, to, empty } = view.state.selection
  let href: unknown = empty ? linkAt(view, schema)?.attrs['href'] : undefined
  view.state.doc.nodesBetween(from, to, (node) => {
    href ??= schema.marks.link.isInSet(node.marks)?.attrs['href']
  })
  return typeof href === 'string' ? href : ''
}

/** The whole link around the cursor, so that nobody has to select it to change it. */
const linkRange = (
  view: EditorView,
  schema: EditorSchema,
): { readonly from: number; readonly to: number } => {
  const { from, to, empty, $from } = view.state.selection
  const mark = linkAt(view, schema)
  if (!empty || !mark) return { from, to }
  const start = $from.start()
  let range = { from, to }
  $from.parent.forEach((node, offset) => {
    const begins = start + offset
    const ends = begins + node.nodeSize
    if (mark.isInSet(node.marks) && begins <= from && ends >= from) range = { from: begins, to: ends }
  })
  return range
}

export const linkPanel = (schema: EditorSchema, id: string): Panel => {
  const input = element('input', {
    type: 'text',
    id: `${id}-address`,
    class: 'govuk-input',
    inputmode: 'url',
    autocomplete: 'off',
    spellcheck: 'false',
  })
  const problem = element('p', { id: `${id}-problem`, class: 'govuk-error-message', role: 'alert' })
  let view: EditorView | null = null
  const close = () => {
    dom.hidden = true
    view?.focus()
  }
  const set = () => {
    const href = meantHref(input.value)
    if (!view) return
    if (href === null) {
      problem.textContent = 'Enter a web, mail or telephone address, like https://board.example'
      input.setAttribute('aria-invalid', 'true')
      input.setAttribute('aria-describedby', problem.id)
      input.focus()
      return
    }
    const { from, to } = linkRange(view, schema)
    const link = schema.marks.link.create({ href })
    const { tr } = view.state
    // With nothing selected the address itself becomes the words of the link.
    const change =
      from === to
        ? tr.replaceSelectionWith(schema.text(input.value.trim(), [link]), false)
        : tr.removeMark(from, to, schema.marks.link).addMark(from, to, link)
    view.dispatch(change.scrollIntoView())
    close()
  }
  const remove = () => {
    if (!view) return
    const { from, to } = linkRange(view, schema)
    view.dispatch(view.state.tr.removeMark(from, to, schema.marks.link))
    close()
  }
  input.addEventListener('keydown', (event) => {
    // The panel stands inside the page's form, which must not be sent.
    if (event.key !== 'Enter') return
    event.preventDefault()
    set()
  })
  const dom = element(
    'div',
    { role: 'group', 'aria-label': 'Link', class: 'hf-editor__panel' },
    element('label', { for: input.id, class: 'govuk-label' }, 'Address of the link'),
    problem,
    input,
    element(
      'div',
      { class: 'hf-editor__panel-buttons' },
      button('Set link', 'set-link', set),
      button('Remove link', 'remove-link', remove),
      button('Cancel', 'cancel-link', close),
    ),
  )
  dom.hidden = true
  closeOnEscape(dom, close)
  return {
    dom,
    open: (current) => {
      view = current
      problem.textContent = ''
      input.removeAttribute('aria-invalid')
      input.removeAttribute('aria-describedby')
      input.value = hrefAt(current, schema)
      dom.hidden = false
      input.focus()
      input.select()
    },
  }
}

export const picturePanel = (schema: EditorSchema, pictures: readonly Picture[]): Panel => {
  let view: EditorView | null = null
  const close = () => {
    dom.hidden = true
    view?.focus()
  }
  const insert = ({ id, alt }: Picture) => {
    if (view)
      view.dispatch(
        view.state.tr.replaceSelectionWith(schema.nodes.image.create({ id, alt })).scrollIntoView(),
      )
    close()
  }
  const choices = pictures.map((picture) => {
    const one = button('', 'choose-picture', () => insert(picture))
    one.append(
      element('img', { src: picture.src, alt: '', class: 'hf-editor__thumbnail' }),
      element('span', { dir: 'auto' }, picture.alt),
    )
    return element('li', {}, one)
  })
  const list =
    choices.length > 0
      ? element('ul', { class: 'hf-editor__pictures' }, ...choices)
      : element(
          'p',
          { class: 'govuk-hint' },
          'No picture has been added yet. Add one on this page and save: it is then listed here.',
        )
  const cancel = button('Cancel', 'cancel-picture', close)
  const dom = element(
    'div',
    { role: 'group', 'aria-label': 'Picture', class: 'hf-editor__panel' },
    list,
    element('div', { class: 'hf-editor__panel-buttons' }, cancel),
  )
  dom.hidden = true
  closeOnEscape(dom, close)
  return {
    dom,
    open: (current) => {
      view = current
      dom.hidden = false
      dom.querySelector('button')?.focus()
    },
  }
}
