import type { SendingKind, SendingState } from '../../rules/sending/sending-state.ts'

type Tag = { readonly tone: 'late' | 'due' | 'done' | 'info' | 'neutral'; readonly text: string }

export const kindWords: Readonly<Record<SendingKind, string>> = {
  all: 'To all readers',
  failures: 'To those it did not reach',
  correction: 'Correction to those who got the wrong one',
  test: 'Test mail',
  post: 'Post of the blog',
}

export const sendingTags: Readonly<Record<SendingState, Tag>> = {
  preparing: { tone: 'info', text: 'List of readers is made' },
  running: { tone: 'info', text: 'Going out' },
  paused: { tone: 'due', text: 'Paused' },
  stopped: { tone: 'late', text: 'Stopped' },
  done: { tone: 'done', text: 'Sent' },
}
