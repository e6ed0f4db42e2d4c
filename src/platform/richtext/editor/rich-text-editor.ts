import { baseKeymap, chainCommands, exitCode } from 'prosemirror-commands'
import { history, redo } from 'prosemirror-history'
import { keymap } from 'prosemirror-keymap'
import { liftListItem, sinkListItem, splitListItem } from 'prosemirror-schema-list'
import { EditorState, type Command } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import { editedMarkdown, editorDoc, editorSchema, type EditorSchema } from './editor-schema.ts'
import { button, element } from './elements.ts'
import { linkPanel, picturePanel, type Panel, type Picture } from './panels.ts'
import { makeToolbar } from './toolbar.ts'
import { toolsFor, type Tool } from './tools.ts'

const isPicture = (value: unknown): value is Picture =>
  typeof value === 'object' &&
  value !== null &&
  ['id', 'alt', 'src'].every((name) => name in value && typeof Reflect.get(value, name) === 'string')

/** The pictures that the page lists for this text; what is no list of pictures is none. */
const picturesOf = (textarea: HTMLTextAreaElement): Picture[] => {
  try {
    const listed: unknown = JSON.parse(textarea.dataset['pictures'] ?? '[]')
    return Array.isArray(listed) ? listed.filter(isPicture) : []
  } catch {
    return []
  }
}

const lineBreak = (schema: EditorSchema): Command =>
  chainCommands(exitCode, (state, dispatch) => {
    if (state.selection.$from.parent.type === schema.nodes.heading) return false
    dispatch?.(state.tr.replaceSelectionWith(schema.nodes.hardBreak.create()).scrollIntoView())
    return true
  })

const opening =
  (panel: Panel): Command =>
  (_state, _dispatch, view) => {
    if (view) panel.open(view)
    return true
  }

const keysFor = (schema: EditorSchema, tools: readonly Tool[], focusTools: () => void) => [
  keymap({
    ...Object.fromEntries(tools.flatMap(({ keys, run }) => (keys === null ? [] : [[keys, run]]))),
    'Shift-Mod-z': redo,
    Enter: splitListItem(schema.nodes.listItem),
    'Mod-]': sinkListItem(schema.nodes.listItem),
    'Mod-[': liftListItem(schema.nodes.listItem),
    'Shift-Enter': lineBreak(schema),
    'Alt-F10': () => {
      focusTools()
      return true
    },
  }),
  keymap(baseKeymap),
]

/** The label, hint and error of the field, handed on to the text that takes its place. */
const describedBy = (
  textarea: HTMLTextAreaElement,
  help: HTMLElement,
): { readonly labelled: string; readonly described: string } => {
  const label = textarea.labels?.[0]
  if (label && label.id === '') label.id = `${textarea.id}-label`
  const errors = (textarea.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .filter((id) => id.endsWith('-error'))
  return { labelled: label?.id ?? '', described: [...errors, help.id].join(' ') }
}

/**
 * Puts an editor in the place of a field that holds Markdown. Every change is written back into the field as Markdown
 * and told as an `input` event, so the form, its autosave and its checks work the same with and without script.
 */
export const enhance = (textarea: HTMLTextAreaElement): void => {
  const id = textarea.id
  const pictures = picturesOf(textarea)
  const schema = editorSchema(new Map(pictures.map((picture) => [picture.id, picture.src])))
  const help = element(
    'p',
    { id: `${id}-help`, class: 'govuk-visually-hidden' },
    'Press Alt and F10 to reach the tools above the text.',
  )
  const { labelled, described } = describedBy(textarea, help)
  const link = linkPanel(schema, `${id}-link`)
  const picture = picturePanel(schema, pictures)
  const tools = toolsFor(schema, opening(link), opening(picture))
  const place = element('div', { class: 'hf-editor__text' })
  const toolbar = makeToolbar(tools, () => view, id)
  const stateFrom = (markdown: string): EditorState =>
    EditorState.create({
      doc: editorDoc(schema, markdown),
      plugins: [history(), ...keysFor(schema, tools, toolbar.focus)],
    })
  // The field gives its id to the text, so that links to the field in an error summary arrive there.
  textarea.id = `${id}-markdown`
  const view: EditorView = new EditorView(place, {
    state: stateFrom(textarea.value),
    attributes: {
      id,
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-labelledby': labelled,
      'aria-describedby': described,
      ...(described.includes('-error') ? { 'aria-invalid': 'true' } : {}),
      class: 'hf-editor__words hf-rich',
      spellcheck: 'true',
    },
    dispatchTransaction: (transaction) => {
      view.updateState(view.state.apply(transaction))
      toolbar.show(view.state)
      if (!transaction.docChanged) return
      textarea.value = editedMarkdown(view.state.doc)
      textarea.dispatchEvent(new Event('input', { bubbles: true }))
    },
  })
  // A style attribute would need a hole in our policy; a property set by script does not.
  view.dom.style.whiteSpace = 'break-spaces'
  const hint = document.getElementById(`${id}-hint`)
  const label = textarea.labels?.[0]
  label?.addEventListener('click', () => {
    if (textarea.hidden) view.focus()
  })
  const swap = button('Write in Markdown', 'markdown', () => show(!textarea.hidden))
  const editor = element('div', { class: 'hf-editor' }, toolbar.dom, link.dom, picture.dom, place, help)
  const show = (asEditor: boolean) => {
    if (asEditor && editedMarkdown(view.state.doc) !== textarea.value)
      view.updateState(stateFrom(textarea.value))
    textarea.hidden = asEditor
    // The field's own style would show it all the same.
    textarea.style.display = asEditor ? 'none' : ''
    editor.hidden = !asEditor
    if (hint) hint.hidden = asEditor
    swap.textContent = asEditor ? 'Write in Markdown' : 'Write with tools'
    toolbar.show(view.state)
  }
  textarea.before(editor)
  textarea.after(element('p', { class: 'hf-editor__swap' }, swap))
  // What the label names while the Markdown is shown is the field itself.
  if (label) label.htmlFor = textarea.id
  if (labelled === '') view.dom.setAttribute('aria-label', 'Text')
  show(true)
  textarea.form?.addEventListener('reset', () =>
    setTimeout(() => view.updateState(stateFrom(textarea.value))),
  )
}
