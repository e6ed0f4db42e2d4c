import type { FieldError } from '#platform/http/forms.ts'
import { count, moment, plural } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import { keptSample } from '../../jobs/kept-sample.ts'
import type { ProgressView } from '../../queries/sending/progress.ts'
import { mostTroubled } from '../../queries/sending/list-sendings.ts'
import { failedStates, settledStates, type DeliveryState } from '../../rules/sending/delivery-state.ts'
import { sendingAfter } from '../../rules/sending/sending-state.ts'
import { formState } from '../form-state.ts'
import { section } from '../state-words.ts'
import { kindWords, sendingTags } from './words.ts'

const titles: Readonly<Partial<Record<DeliveryState, string>>> = {
  in_doubt: 'In doubt',
  refused: 'Refused',
  later: 'Tried again later',
  bounced: 'Came back',
  left_out: 'Left out',
  suppressed: 'Must not be written to',
}

/** How far a sending is, what a person can do about it, and the mails that need one. */
export function progressPage(view: ProgressView, errors: readonly FieldError[] = []): Page {
  const { sending, tally, shown } = view
  const here = `/editions/${sending.edition_id}/sendings/${sending.number}`
  const of = (...states: readonly DeliveryState[]) =>
    states.reduce((sum, state) => sum + (tally[state] ?? 0), 0)
  const total = Object.values(tally).reduce((sum, number) => sum + number, 0)
  const settled = of(...settledStates)
  const isTest = sending.kind === 'test'
  const running = sending.state === 'running' || sending.state === 'preparing'
  const failed = of(...failedStates)
  return {
    template: 'bulletin/sending/progress.njk',
    title: `Sending ${view.title}`,
    section,
    back: { href: `/editions/${sending.edition_id}/send`, text: `Send ${view.title}` },
    errors,
    data: {
      sendingId: sending.id,
      editionId: sending.edition_id,
      here,
      caption: `Sending ${sending.number}: ${kindWords[sending.kind]}${view.ofNumber === null ? '' : ` (sending ${view.ofNumber})`}`,
      status: sendingTags[sending.state],
      begun: `${view.startedBy ? `${view.startedBy} began it` : 'It began by itself'} on ${moment(sending.started_at)}`,
      ended: sending.ended_at,
      trouble: sending.trouble && running ? sending.trouble : null,
      kept: sending.way === 'kept' ? { sample: keptSample } : null,
      unusable: sending.unusable,
      // What moves by itself is renewed, to its end; what only waits for the next try can wait for the next look.
      progress: {
        id: 'progress',
        label: 'Mails that are settled',
        done: settled,
        total,
        state: stateWords(view, total, settled),
        running:
          running && (sending.state === 'preparing' || of('queued', 'claimed') > 0 || of('later') === 0),
        every: 2,
        href: here,
        counts: counts(tally, here),
      },
      steps: isTest
        ? []
        : [
            { step: 'pause', text: 'Pause', can: sendingAfter(sending.state, 'pause') !== null },
            {
              step: 'go-on',
              text: 'Go on',
              can: sendingAfter(sending.state, 'go_on') !== null,
              primary: true,
            },
            {
              step: 'stop',
              text: 'Stop for good',
              can: sendingAfter(sending.state, 'stop') !== null,
              danger: true,
            },
          ].filter((one) => one.can),
      failures:
        isTest || running || sending.state === 'paused' || failed === 0
          ? null
          : { number: failed, again: view.failuresNumber },
      troubles: Object.entries(titles)
        .filter(([state]) => (tally[state] ?? 0) > 0)
        .map(([state, text]) => ({
          text,
          href: `${here}?show=${state}`,
          current: state === shown,
          count: tally[state] ?? 0,
        })),
      shown,
      shownTitle: titles[shown] ?? 'Mails',
      allDoubts: of('in_doubt') > 1 ? [{ value: 'yes', text: `All ${count(of('in_doubt'))} of them` }] : [],
      doubtsLabel: of('in_doubt') > 1 ? 'Or only these' : 'Which mails',
      canDecide: shown === 'in_doubt' && !isTest,
      doubtChoices: [
        ...(sending.state === 'stopped' ? [] : [{ value: 'again', text: 'Send them again' }]),
        { value: 'leave', text: 'Take them for sent' },
      ],
      doubts: view.troubled.map((mail) => ({
        value: mail.mailboxId,
        text: mail.name === '' ? mail.address : `${mail.name}, ${mail.address}`,
        hint: mail.answer ?? '',
      })),
      rows: view.troubled.map((mail) => ({
        cells: [
          { text: mail.address, ...(mail.name === '' ? {} : { note: mail.name }) },
          { text: mail.answer ?? '', otherwise: 'Nothing' },
          {
            text: mail.notBefore
              ? `Next try ${moment(mail.notBefore)}`
              : mail.changedAt
                ? moment(mail.changedAt)
                : '',
          },
        ],
      })),
      more: (tally[shown] ?? 0) > mostTroubled ? (tally[shown] ?? 0) - mostTroubled : 0,
      form: formState({}, errors),
    },
  }
}

function counts(tally: ProgressView['tally'], here: string) {
  const row = (label: string, state: DeliveryState, tone: string) => ({
    label,
    number: tally[state] ?? 0,
    tone,
    ...(titles[state] ? { href: `${here}?show=${state}` } : {}),
  })
  return [
    row('Taken by the mail server', 'sent', 'done'),
    { label: 'Waiting', number: (tally['queued'] ?? 0) + (tally['claimed'] ?? 0), tone: 'neutral' },
    row('Tried again later', 'later', 'due'),
    row('Refused', 'refused', 'late'),
    row('In doubt', 'in_doubt', 'late'),
    row('Came back', 'bounced', 'late'),
    row('Must not be written to', 'suppressed', 'neutral'),
    row('Left out', 'left_out', 'neutral'),
  ].filter((one) => one.number > 0 || one.label === 'Taken by the mail server' || one.label === 'Refused')
}

function stateWords(
  { sending, tally, perSecond, nextTryAt }: ProgressView,
  total: number,
  settled: number,
): string {
  switch (sending.state) {
    case 'preparing':
      return 'The list of readers is being made'
    case 'paused':
      return 'Paused'
    case 'stopped':
    case 'done':
      return `Ended ${sending.ended_at ? `on ${moment(sending.ended_at)}` : ''}`
    case 'running': {
      const waiting = (tally['queued'] ?? 0) + (tally['claimed'] ?? 0)
      if (waiting === 0 && nextTryAt)
        return `${plural(total - settled, 'mail is', 'mails are')} tried again, the next on ${moment(nextTryAt)}`
      if (perSecond === null) return `${count(waiting)} waiting`
      return `${count(Math.max(1, Math.round(perSecond)))} a second, ${timeLeft(waiting / perSecond)}`
    }
  }
}

const timeLeft = (seconds: number): string =>
  seconds < 90 ? 'about a minute left' : `about ${plural(Math.ceil(seconds / 60), 'minute')} left`
