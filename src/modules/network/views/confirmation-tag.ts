import type { ConfirmationState } from '../rules/confirmation.ts'

/** How a yearly confirmation stands, in a word and a tone. */
export function confirmationTag({ standing }: ConfirmationState): { tone: string; text: string } {
  switch (standing) {
    case 'fresh':
      return { tone: 'done', text: 'List confirmed' }
    case 'soon':
      return { tone: 'due', text: 'Confirm soon' }
    case 'due':
      return { tone: 'due', text: 'Confirm today' }
    case 'late':
      return { tone: 'late', text: 'Confirmation late' }
  }
}
