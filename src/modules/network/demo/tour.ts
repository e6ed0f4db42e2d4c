import type { TourStep } from '#platform/declare/module.ts'
import { castOrganisationId } from './places.ts'

const trust = `/network/organisations/${castOrganisationId('Fernshire Community Health Trust')}`

/** What a visitor of the demo can try in the network. */
export const tour: readonly TourStep[] = [
  {
    person: 'bilal',
    try: 'Confirm the health trust’s list, add a starter or note a leaver',
    href: `${trust}/people`,
  },
  { person: 'bilal', try: 'Make a token for the trust’s staff system', href: `${trust}/tokens` },
  { person: 'pia', try: 'See that the school’s list is late, and confirm it', href: '/home' },
  { person: 'ann', try: 'Find a colleague in the directory', href: '/network' },
  {
    person: 'erin',
    try: 'Bring in a spreadsheet and see line by line what it would change',
    href: '/network/imports',
  },
  {
    person: 'erin',
    try: 'See which organisations have no coordinator',
    href: '/network/organisations?standing=alone',
  },
  { person: 'grace', try: 'Decide on a role that a coordinator asked for', href: '/network/roles' },
  {
    person: 'femi',
    try: 'Decide, as the second person, on another partnership officer',
    href: '/network/roles',
  },
]
