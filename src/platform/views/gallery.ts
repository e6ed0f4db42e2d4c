import { wordDifference } from './difference.ts'
import type { FormState } from './forms.ts'
import { monthGrid } from './month.ts'
import { pagesFor } from './pages.ts'
import type { Frame, Page } from './render.ts'

/** The gallery's clock stands still, so that its pictures only change when its parts do. */
export const galleryNow = Temporal.Instant.from('2016-04-04T08:30:00Z')

const longName =
  'The Right Reverend Wilhelmina-Anastasia Featherstonehaugh-Cholmondeley of Great Saltmarsh-under-the-Hill'
const longOrganisation =
  'North Saltmarsh and Eastern Fens Integrated Community and Mental Health NHS Partnership Trust (Children)'

/** A frame with everything in it; `person: null` shows what a visitor sees. */
export function galleryFrame(changes: Partial<Frame> = {}): Frame {
  return {
    person: { name: 'Erin Eastwood', role: 'Partnership officer', organisation: 'Saltmarsh Partnership' },
    nav: [
      { href: '/home', text: 'My work', current: false, count: 4 },
      { href: '/network', text: 'Network', current: true },
      { href: '/champions', text: 'Champions', current: false },
      { href: '/editions', text: 'Bulletins', current: false },
      { href: '/calendar', text: 'Calendar', current: false },
      { href: '/settings', text: 'Settings', current: false },
    ],
    footer: [
      { href: '/help', text: 'Help' },
      { href: '/accessibility', text: 'Accessibility' },
      { href: '/privacy', text: 'Privacy' },
      { href: '/arrangements', text: 'Our arrangements' },
    ],
    search: { action: '/search', label: 'Search people and organisations' },
    signOut: '/sign-out',
    signIn: null,
    home: '/home',
    csrf: { field: '_csrf', value: 'invented-token' },
    notices: [],
    now: galleryNow,
    demo: true,
    demoHref: '/demo',
    ...changes,
  }
}

export const visitorFrame: Partial<Frame> = {
  person: null,
  nav: [
    { href: '/bulletins', text: 'Bulletins', current: true },
    { href: '/help', text: 'Get help', current: false },
    { href: '/library', text: 'Library', current: false },
  ],
  search: null,
  signOut: null,
  signIn: '/sign-in',
  home: '/',
  csrf: null,
  exit: { href: 'https://weather.example/' },
}

const emptyForm: FormState = { values: {}, errors: {} }

const filledForm: FormState = {
  values: {
    title: 'Spring bulletin: what the young people told us',
    address: 'bulletin@saltmarsh.example',
    summary: 'Twelve articles, five messages of the campaign and the dates of the next four forums.',
    audience: ['champions', 'coordinators'],
    when: 'later',
    'goes-day': '7',
    'goes-month': '4',
    'goes-year': '2016',
    area: 'north',
  },
  errors: {},
}

const wrongForm: FormState = {
  values: { ...filledForm.values, title: '', when: '', audience: [], 'goes-day': '31', 'goes-month': '2' },
  errors: {
    title: 'Enter a title for the bulletin',
    address: 'Enter an address that replies can go to, like bulletin@partnership.example',
    summary: 'Shorten the summary to 200 characters or fewer',
    audience: 'Choose who the bulletin goes to',
    when: 'Choose when the bulletin goes out',
    goes: 'Enter a day that exists, like 27 3 2016',
    area: 'Choose an area',
    file: 'Choose a .docx, .html, .md or .txt file smaller than 20 MB',
  },
}

function personRow(index: number): object {
  const names = [
    'Ann Archer',
    'Bilal Bashir',
    'Carys Cadwallader',
    'Dev Desai',
    'Erin Eastwood',
    'Femi Fashola',
  ]
  const organisations = ['Fernhill School', 'Saltmarsh Health Trust', 'Northshire Council', longOrganisation]
  const tags = [
    { tone: 'done', text: 'Active' },
    { tone: 'due', text: 'Due for renewal' },
    { tone: 'late', text: 'Lapsed' },
    { tone: 'neutral', text: 'Stood down' },
  ]
  return {
    tone: index % 4 === 2 ? 'late' : undefined,
    cells: [
      {
        text: index === 3 ? longName : names[index % names.length],
        href: `/network/people/${index}`,
        note: index % 5 === 0 ? 'Safeguarding lead' : undefined,
      },
      { text: index % 7 === 6 ? undefined : organisations[index % organisations.length] },
      { tag: tags[index % tags.length] },
      { day: Temporal.PlainDate.from('2016-01-04').add({ days: index * 3 }) },
      { number: (index * 37) % 1200 },
    ],
  }
}

const columns = [
  { text: 'Name', sort: { href: '?sort=name&order=descending', direction: 'ascending' } },
  { text: 'Organisation', sort: { href: '?sort=organisation', direction: null } },
  { text: 'Standing' },
  { text: 'Since', sort: { href: '?sort=since', direction: null } },
  { text: 'Mails sent', numeric: true },
]

const on = (date: string): Temporal.PlainDate => Temporal.PlainDate.from(date)
const hrefOf = (page: number): string => `/network?page=${page}`

/** Every part of our pages in every state, on one page: for tests, and for people who judge by eye. */
export function galleryPage(options: { rows?: number; errors?: boolean; sent?: number } = {}): Page {
  const sent = options.sent ?? 3120
  const rows = options.rows ?? 6
  const form = options.errors ? wrongForm : filledForm
  const month = Temporal.PlainYearMonth.from('2016-04')
  return {
    template: 'gallery.njk',
    title: 'People in the network',
    section: 'Network',
    reference: 'EP-2016-0412',
    back: { href: '/home', text: 'My work' },
    ...(options.errors
      ? {
          errors: Object.entries(wrongForm.errors).map(([field, message]) => ({
            field,
            message: message ?? '',
          })),
        }
      : {}),
    data: {
      form,
      emptyForm,
      sending: { done: sent, running: sent < 10_412 },
      longName,
      longOrganisation,
      columns,
      rows: Array.from({ length: rows }, (_row, index) => personRow(index)),
      pages: pagesFor({ page: 4, total: 212, hrefOf }),
      manyPages: pagesFor({ page: 2, total: 1000, atLeast: true, hrefOf }),
      noPages: pagesFor({ page: 1, total: 0, hrefOf }),
      onePage: pagesFor({ page: 1, total: 1, hrefOf }),
      yesterday: on('2016-04-01'),
      thursday: on('2016-04-07'),
      instant: Temporal.Instant.from('2016-04-04T14:05:00Z'),
      counted: [
        { label: 'Child returned', text: 'Mon 4 Apr 2016, 8:05am' },
        { label: '72 clock hours', text: 'Thu 7 Apr 2016, 8:05am' },
        { label: 'Not counted', text: 'Nothing: weekends count' },
      ],
      month: monthGrid({
        month,
        today: on('2016-04-04'),
        closed: new Map([['2016-03-28', 'Easter Monday']]),
        entries: [
          {
            on: on('2016-04-04'),
            text: 'April bulletin',
            href: '/editions/1',
            tone: 'due',
            time: '9am',
            state: 'Waiting for approval',
          },
          {
            on: on('2016-04-07'),
            text: 'Forum, northern area',
            href: '/forums/2',
            tone: 'info',
            time: '1pm',
            state: 'Booking open',
          },
          {
            on: on('2016-04-07'),
            text: 'Blog: what a good question sounds like',
            href: '/blog/3',
            tone: 'neutral',
            state: 'Draft',
          },
          {
            on: on('2016-04-21'),
            text: 'Correction to the March bulletin',
            href: '/editions/4',
            tone: 'done',
            time: '4:30pm',
            state: 'Sent',
          },
          {
            on: on('2016-04-29'),
            text: 'Figures for the board',
            href: '/insight/5',
            tone: 'late',
            state: 'Late',
          },
        ],
      }),
      changed: wordDifference(
        'A child is missing when their whereabouts cannot be established and the circumstances are out of character. Ring the duty desk within two hours.',
        'A child is missing when their whereabouts cannot be established. Ring the duty desk at once, and tell the police within one hour.',
      ),
    },
  }
}
