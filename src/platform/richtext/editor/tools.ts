import { lift, setBlockType, toggleMark, wrapIn } from 'prosemirror-commands'
import { redo, undo } from 'prosemirror-history'
import type { NodeType } from 'prosemirror-model'
import { liftListItem, wrapInList } from 'prosemirror-schema-list'
import type { Command, EditorState } from 'prosemirror-state'
import type { EditorSchema } from './editor-schema.ts'

/** One button above the text. `isOn` is there for what can be on or off where the cursor stands. */
export type Tool = {
  readonly name: string
  readonly label: string
  readonly keys: string | null
  readonly run: Command
  readonly isOn?: (state: EditorState) => boolean
}

const around = (
  state: EditorState,
  type: NodeType,
  attrs: Readonly<Record<string, unknown>> = {},
): boolean => {
  const { $from } = state.selection
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth)
    if (node.type === type) return Object.entries(attrs).every(([name, value]) => node.attrs[name] === value)
  }
  return false
}

const hasMark = (state: EditorState, name: 'strong' | 'em' | 'link'): boolean => {
  const type = state.schema.marks[name]
  if (!type) return false
  const { from, $from, to, empty } = state.selection
  if (empty) return type.isInSet(state.storedMarks ?? $from.marks()) !== undefined
  return state.doc.rangeHasMark(from, to, type)
}

const headingTool = (schema: EditorSchema, name: string, label: string, level: number): Tool => {
  const { heading, paragraph } = schema.nodes
  const isOn = (state: EditorState) => around(state, heading, { level })
  return {
    name,
    label,
    keys: `Mod-Alt-${level}`,
    isOn,
    run: (state, dispatch) =>
      (isOn(state) ? setBlockType(paragraph) : setBlockType(heading, { level }))(state, dispatch),
  }
}

const listTool = (schema: EditorSchema, name: string, label: string, type: NodeType, keys: string): Tool => {
  const isOn = (state: EditorState) => around(state, type)
  return {
    name,
    label,
    keys,
    isOn,
    run: (state, dispatch) =>
      (isOn(state) ? liftListItem(schema.nodes.listItem) : wrapInList(type))(state, dispatch),
  }
}

/** The tools in the order in which they stand; a link and a picture need a panel and are added by the editor. */
export const toolsFor = (schema: EditorSchema, openLink: Command, openPictures: Command): Tool[] => {
  const { strong, em } = schema.marks
  const { bulletList, orderedList, blockquote } = schema.nodes
  return [
    {
      name: 'bold',
      label: 'Bold',
      keys: 'Mod-b',
      run: toggleMark(strong),
      isOn: (state) => hasMark(state, 'strong'),
    },
    {
      name: 'italic',
      label: 'Italic',
      keys: 'Mod-i',
      run: toggleMark(em),
      isOn: (state) => hasMark(state, 'em'),
    },
    headingTool(schema, 'heading', 'Heading', 2),
    headingTool(schema, 'small-heading', 'Small heading', 3),
    listTool(schema, 'list', 'List', bulletList, 'Mod-Shift-8'),
    listTool(schema, 'numbered-list', 'Numbered list', orderedList, 'Mod-Shift-7'),
    {
      name: 'quotation',
      label: 'Quotation',
      keys: 'Mod-Shift-9',
      isOn: (state) => around(state, blockquote),
      run: (state, dispatch) => (around(state, blockquote) ? lift : wrapIn(blockquote))(state, dispatch),
    },
    { name: 'link', label: 'Link', keys: 'Mod-k', run: openLink, isOn: (state) => hasMark(state, 'link') },
    { name: 'picture', label: 'Picture', keys: null, run: openPictures },
    { name: 'undo', label: 'Undo', keys: 'Mod-z', run: undo },
    { name: 'redo', label: 'Redo', keys: 'Mod-y', run: redo },
  ]
}
