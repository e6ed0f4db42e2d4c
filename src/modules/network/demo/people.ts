import { cast, emailOf } from './cast.ts'
import { nameOf } from './names.ts'
import { demoOrganisations, postsOf } from './organisations.ts'
import { castOrganisations } from './places.ts'

export type DemoPerson = {
  readonly id: string
  readonly title: string | null
  readonly given: string
  readonly family: string
  readonly email: string
  readonly signsIn: boolean
  readonly organisation: string
  readonly post: string
  readonly phone: string | null
  readonly daysInPost: number
  /** The how-manieth of the organisation's people, from 0. The first keeps its list. */
  readonly place: number
}

// Two night workers of these homes share the one mailbox of the house: one of them signs in with it.
const sharing = new Set(['Elm Tree Children’s Home', 'Foxglove House', 'The Old Mill Surgery'])

const kindOf = (name: string) =>
  [...castOrganisations, ...demoOrganisations].find((one) => one.name === name)?.kind ?? 'charity'

/** The people of the demo beside the cast: the same ones each time it is made. */
export function demoPeople(organisations: readonly { name: string; people: number }[]): DemoPerson[] {
  const people: DemoPerson[] = []
  const taken = new Set<string>(cast.map((one) => `${one.given} ${one.family}`))
  let number = 0
  for (const { name, people: count } of organisations) {
    for (let place = 0; place < count; place += 1) {
      number += 1
      let person = nameOf(number)
      // Nobody is called as one of the cast is.
      for (let next = number; taken.has(`${person.given} ${person.family}`); next += 1000)
        person = nameOf(next)
      taken.add(`${person.given} ${person.family}`)
      people.push(personAt(number, place, person, name))
    }
  }
  return people
}

function personAt(
  number: number,
  place: number,
  { given, family }: { given: string; family: string },
  organisation: string,
): DemoPerson {
  const posts = postsOf[kindOf(organisation)]
  const shared = sharing.has(organisation) && (place === 1 || place === 2)
  const post = posts[place % posts.length] ?? 'Safeguarding lead'
  return {
    id: `00000000-0000-4000-8003-${String(number).padStart(12, '0')}`,
    title: post === 'Paediatrician' ? 'Dr' : null,
    given,
    family,
    email: shared
      ? emailOf({ given: 'the', family: 'office' }, organisation)
      : emailOf({ given, family }, organisation),
    signsIn: !(shared && place === 2),
    organisation,
    post,
    phone: number % 3 === 0 ? null : `01632 960${String(number % 1000).padStart(3, '0')}`,
    daysInPost: 40 + ((number * 97) % 1600),
    place,
  }
}
