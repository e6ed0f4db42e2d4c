import { enhance } from './rich-text-editor.ts'

/** The script of pages on which text is written: every `<textarea data-rich-text>` becomes an editor. */
for (const textarea of document.querySelectorAll<HTMLTextAreaElement>('textarea[data-rich-text]'))
  enhance(textarea)
