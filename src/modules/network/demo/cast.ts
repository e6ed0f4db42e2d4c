import type { Role } from '#platform/auth/roles.ts'

/** A member of the cast: the same in the demo, the tests and the docs. Nobody here is a real person. */
export type CastMember = {
  readonly key: string
  readonly id: string
  readonly given: string
  readonly family: string
  readonly organisation: string
  readonly post: string
  readonly roles: readonly { role: Role; area?: string; ofOrganisation?: boolean }[]
  readonly does: string
}

const member = (
  number: number,
  key: string,
  name: string,
  organisation: string,
  post: string,
  roles: CastMember['roles'],
  does: string,
): CastMember => {
  const [given = '', family = ''] = name.split(' ')
  // Fixed ids, so that a link to a member of the cast stays good from one demo to the next.
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  return { key, id, given, family, organisation, post, roles, does }
}

const in_ = (role: Role, area?: string) => (area ? { role, area } : { role })

/** Fernshire is a fictional county with four areas: Northmoor, Eastwold, Southfen and Westvale. */
export const cast: readonly CastMember[] = [
  member(
    1,
    'ann',
    'Ann Ashdown',
    'Larkmere Academy',
    'Head of year 9',
    [in_('champion')],
    'Champion in a school',
  ),
  member(
    2,
    'bilal',
    'Bilal Qadir',
    'Fernshire Community Health Trust',
    'Named nurse for safeguarding',
    [{ role: 'coordinator', ofOrganisation: true }, in_('champion')],
    'Coordinates the health trust’s people',
  ),
  member(
    3,
    'carys',
    'Carys Penhallow',
    'Fernshire County Council Children’s Services',
    'Social worker',
    [in_('practitioner', 'northmoor')],
    'Social worker who makes enquiries',
  ),
  member(
    4,
    'dev',
    'Dev Raman',
    'Fernshire Safeguarding Children Partnership',
    'Systems administrator',
    [in_('administrator')],
    'Keeps the settings and accounts',
  ),
  member(
    5,
    'erin',
    'Erin Maddox',
    'Fernshire Safeguarding Children Partnership',
    'Partnership officer',
    [in_('officer')],
    'Runs the network and writes the bulletin',
  ),
  member(
    6,
    'femi',
    'Femi Adeyinka',
    'Fernshire Safeguarding Children Partnership',
    'Partnership business manager',
    [in_('approver')],
    'Approves what goes out',
  ),
  member(
    7,
    'grace',
    'Grace Holloway',
    'Beacon CARE Service',
    'Service manager',
    [in_('service_manager')],
    'Manages the specialist service',
  ),
  member(
    8,
    'hamid',
    'Hamid Sarwari',
    'Beacon CARE Service',
    'Boys’ and young men’s worker',
    [in_('service_worker')],
    'Works with boys and young men',
  ),
  member(
    9,
    'ines',
    'Ines Carvalho',
    'Fernshire Youth Involvement Team',
    'Programme facilitator',
    [in_('facilitator')],
    'Runs the group programmes',
  ),
  member(
    10,
    'jo',
    'Jo Tranter',
    'Fernshire County Council Children’s Services',
    'Missing coordinator',
    [in_('missing_coordinator'), in_('return_interviewer')],
    'Coordinates missing episodes',
  ),
  member(
    11,
    'kwame',
    'Kwame Boateng',
    'Fernshire Safeguarding Children Partnership',
    'Panel coordinator',
    [in_('panel_coordinator')],
    'Prepares the panel',
  ),
  member(
    12,
    'lena',
    'Lena Wroblewska',
    'Fernshire County Council Children’s Services',
    'Head of service',
    [in_('panel_chair')],
    'Chairs the panel',
  ),
  member(
    13,
    'mo',
    'Mo Hadley',
    'Fernshire Police',
    'Detective sergeant',
    [in_('panel_member')],
    'Sits on the panel for the police',
  ),
  member(
    14,
    'nia',
    'Nia Prosser',
    'Fernshire Safeguarding Children Partnership',
    'Performance analyst',
    [in_('analyst')],
    'Makes the board’s figures',
  ),
  member(
    15,
    'omar',
    'Omar Benyoucef',
    'Fernshire Safeguarding Children Partnership',
    'Information governance officer',
    [in_('governance')],
    'Sees who looked, not what the case says',
  ),
  member(
    16,
    'pia',
    'Pia Lindqvist',
    'Larkmere Academy',
    'Deputy head teacher',
    [in_('line_manager'), { role: 'coordinator', ofOrganisation: true }],
    'Ann’s line manager, and the school’s coordinator',
  ),
  member(
    17,
    'quinn',
    'Quinn Delaney',
    'Beacon CARE Service',
    'Exploitation worker',
    [in_('service_worker')],
    'Second service worker',
  ),
  member(
    18,
    'rosa',
    'Rosa Ferrante',
    'Beacon CARE Service',
    'Deputy service manager',
    [in_('service_manager')],
    'Covers for the manager',
  ),
  member(
    19,
    'sam',
    'Sam Okonjo',
    'Wayfarer Trust',
    'Return interviewer',
    [in_('return_interviewer')],
    'Second return interviewer',
  ),
  member(
    20,
    'tess',
    'Tess Braithwaite',
    'Rowan House Children’s Home',
    'Night residential worker',
    [in_('practitioner', 'southfen')],
    'Night worker in a children’s home',
  ),
  member(
    21,
    'umar',
    'Umar Siddiq',
    'Calderbrook Council Children’s Services',
    'Missing coordinator',
    [in_('missing_coordinator')],
    'Missing coordinator of a second authority',
  ),
  member(
    22,
    'vera',
    'Vera Stannard',
    'Fernshire Police',
    'Missing-person officer',
    [in_('practitioner')],
    'Police missing-person officer',
  ),
]

/** A member's work address, on a domain that can never be anyone's. */
export const emailOf = (person: { given: string; family: string }, organisation: string): string => {
  const plain = (text: string) =>
    text
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '')
  return `${plain(person.given)}.${plain(person.family)}@${plain(organisation).slice(0, 30)}.example`
}
