import { personOf, type Actor } from '#platform/auth/actor.ts'
import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { count, inWords, moment, plural } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { SendView } from '../../queries/sending/send-view.ts'
import { reasonWords } from '../../rules/sending/suppression.ts'
import { stateAfter } from '../../rules/state.ts'
import { formState } from '../form-state.ts'
import { editionTags, section } from '../state-words.ts'
import { kindWords, sendingTags } from './words.ts'

/** Who it would go to and why, before anything leaves; then now, later, or to a few colleagues first. */
export function sendPage(
  view: SendView,
  actor: Actor,
  errors: readonly FieldError[] = [],
  form: RawForm = {},
): Page {
  const { edition, audience, corrects } = view
  const mails = corrects ? corrects.readers : audience.mails
  return {
    template: 'bulletin/sending/send.njk',
    title: `Send ${edition.title}`,
    section,
    back: { href: `/editions/${edition.id}`, text: edition.title },
    errors,
    data: {
      id: edition.id,
      status: editionTags[edition.state],
      subject: edition.subject,
      mails,
      corrects,
      canSend: stateAfter(edition.state, 'send') !== null,
      canSchedule: stateAfter(edition.state, 'schedule') !== null,
      scheduledFor: edition.scheduled_for,
      waitsForApproval: edition.state === 'draft' || edition.state === 'in_approval',
      isOpen: stateAfter(edition.state, 'cancel') !== null,
      groups: corrects ? [] : groupRows(view),
      barred: corrects ? [] : barredRows(view),
      kinds: corrects ? [] : kindRows(view),
      sample: corrects ? [] : sampleRows(view),
      sendings: sendingRows(view),
      colleagues: view.colleagues.map((one) => ({
        value: one.personId,
        text: one.name,
        hint: one.organisation,
      })),
      form: formState({ time: '9am', people: personOf(actor) ?? '', ...form }, errors),
    },
  }
}

function groupRows({ edition, audience, groups }: SendView): { label: string; text: string }[] {
  const why =
    groups.length === 0
      ? 'everybody in post today'
      : groups.map(({ what, names }) => `${what.toLowerCase()}: ${inWords(names, 'or')}`).join('; ')
  const shared = audience.people - audience.unusable - audience.mailboxes
  return [
    ...(edition.audience.network
      ? [
          {
            label: 'People of the network',
            text: `${plural(audience.people, 'person', 'people')} (${why})${
              shared > 0
                ? `, of whom ${count(shared)} read a mailbox with somebody else and get one mail together`
                : ''
            }`,
          },
        ]
      : []),
    ...(edition.audience.outsideReaders
      ? [
          {
            label: 'Outside readers',
            text: `${plural(audience.outside, 'reader')} who asked and confirmed${
              audience.outsideToo > 0 ? `, ${count(audience.outsideToo)} of them counted above already` : ''
            }`,
          },
        ]
      : []),
    ...(audience.unusable > 0
      ? [
          {
            label: 'Without a usable address',
            text: `${plural(audience.unusable, 'person', 'people')}. Mend their addresses in the network.`,
          },
        ]
      : []),
  ]
}

const barredRows = ({ audience }: SendView): { label: string; number: number }[] =>
  (Object.entries(audience.barred) as [keyof typeof audience.barred, number][])
    .filter(([, number]) => number > 0)
    .map(([reason, number]) => ({ label: reasonWords[reason], number }))

const kindRows = ({ audience, kindNames }: SendView) =>
  [...audience.byKind]
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, number]) => ({ cells: [{ text: kindNames.get(kind) ?? kind }, { number }] }))

const sampleRows = ({ audience }: SendView) =>
  audience.sample.map((one) => ({
    cells: [{ text: one.name }, { text: one.where, otherwise: 'Outside the network' }, { text: one.address }],
  }))

const sendingRows = ({ sendings }: SendView) =>
  sendings.map((sending) => ({
    cells: [
      {
        text: `Sending ${sending.number}`,
        href: `/editions/${sending.editionId}/sendings/${sending.number}`,
      },
      { text: kindWords[sending.kind] },
      { tag: sendingTags[sending.state] },
      { text: moment(sending.startedAt) },
    ],
  }))
