import type { Notice, RenderedMail } from '#platform/mail/frame/notice.ts'
import { renderNotice } from '#platform/mail/frame/notice.ts'

/** The words of a notice as they wait in the outbox. The partnership's name and the address of this site join when it leaves. */
export type NoticeWords = Omit<Notice, 'partnership' | 'action'> & {
  /** `href` is a path of ours, such as `/forums/…`, or a whole address. */
  readonly action?: { readonly label: string; readonly href: string } | undefined
}

/** What every mail of this installation has in common. */
export type MailFrame = { readonly partnership: string; readonly origin: string }

type Content = {
  readonly notice: NoticeWords | null
  readonly html: string | null
  readonly text: string | null
}

export function bodiesOf(content: Content, frame: MailFrame): { text: string; html: string | null } {
  if (content.notice) return noticeBodies(content.notice, frame)
  if (content.text === null) throw new Error('a mail without words cannot be sent')
  return { text: content.text, html: content.html }
}

function noticeBodies(words: NoticeWords, frame: MailFrame): RenderedMail {
  const { action, ...rest } = words
  return renderNotice({
    ...rest,
    partnership: frame.partnership,
    ...(action ? { action: { label: action.label, url: new URL(action.href, frame.origin).href } } : {}),
  })
}
