import type { FieldError, RawForm } from '#platform/http/forms.ts'
import type { Page } from '#platform/views/render.ts'
import type { OwnMailbox } from '../../queries/sending/readers.ts'
import { maskedAddress } from '../../rules/sending/suppression.ts'
import { formState } from '../form-state.ts'

const section = 'Bulletins'

export const subscribePage = (form: RawForm = {}, errors: readonly FieldError[] = []): Page => ({
  template: 'bulletin/sending/subscribe.njk',
  title: 'Get the bulletin by mail',
  section,
  back: { href: '/bulletins', text: 'Bulletins' },
  errors,
  data: { form: formState(form, errors) },
})

/** The same whatever is known of the address, so that nobody learns from it who reads. */
export const askedPage = (): Page => ({
  template: 'bulletin/sending/said.njk',
  title: 'Look into your mailbox',
  section,
  data: {
    paragraphs: [
      'We have sent you a letter with a link. Open it and press the button, and you get the bulletin from then on.',
      'Nothing there? Look among the unwanted mails. The letter can take some minutes.',
    ],
    link: { href: '/bulletins', text: 'Read the bulletins on the web' },
  },
})

export const confirmPage = (token: string, works: boolean): Page => ({
  template: works ? 'bulletin/sending/button.njk' : 'bulletin/sending/said.njk',
  title: works ? 'Confirm that you want the bulletin' : 'This link does not work any more',
  section,
  data: works
    ? {
        paragraphs: [
          'You get one mail for each bulletin. You can leave at any time by a link in every mail.',
        ],
        action: `/bulletins/confirm/${token}`,
        button: 'Yes, send me the bulletin',
        other: null,
      }
    : {
        paragraphs: ['It works for seven days. Ask for the bulletin again to get a new one.'],
        link: { href: '/bulletins/subscribe', text: 'Ask for the bulletin' },
      },
})

export const leavePage = (token: string, mailbox: OwnMailbox): Page => ({
  template: 'bulletin/sending/button.njk',
  title: 'Get no more of these mails',
  section,
  data: {
    paragraphs: [
      mailbox.bar?.covers === 'all'
        ? `Nothing is sent to ${maskedAddress(mailbox.address)} any more.`
        : `Press the button, and nothing more is sent to ${maskedAddress(mailbox.address)}. You need not sign in.`,
    ],
    action: `/bulletins/unsubscribe/${token}`,
    button: 'Unsubscribe',
    other: { href: `/bulletins/preferences/${token}`, text: 'Choose what you get instead' },
  },
})

export const leftPage = (token: string, mailbox: OwnMailbox): Page => ({
  template: 'bulletin/sending/said.njk',
  title: mailbox.bar ? 'You get no more of these mails' : 'You still get these mails',
  section,
  data: {
    paragraphs: [
      mailbox.bar
        ? `Nothing is sent to ${maskedAddress(mailbox.address)} any more. A mail that was on its way at this moment may still arrive.`
        : `Mails still go to ${maskedAddress(mailbox.address)}.`,
    ],
    link: { href: `/bulletins/preferences/${token}`, text: 'Choose what you get' },
  },
})

export function preferencesPage(
  token: string,
  mailbox: OwnMailbox,
  form: RawForm = {},
  errors: readonly FieldError[] = [],
): Page {
  return {
    template: 'bulletin/sending/preferences.njk',
    title: 'Choose what you get',
    section,
    errors,
    data: {
      token,
      address: maskedAddress(mailbox.address),
      barred:
        mailbox.bar !== null && mailbox.bar.reason !== 'unsubscribed'
          ? 'Mails to this address came back or were ended by the partnership. Write to us if you want them again.'
          : null,
      form: formState(
        { bulletin: mailbox.bar ? 'no' : 'yes', blog: mailbox.blog_since ? 'yes' : 'no', ...form },
        errors,
      ),
    },
  }
}
