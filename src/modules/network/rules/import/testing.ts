import type { ImportStep } from './steps.ts'
import type { Given, GivenRow, Known, KnownOrganisation, KnownPerson, KnownPost } from './types.ts'

/** The four areas of the tests. */
export const areas = [
  { id: 'n', name: 'North' },
  { id: 'e', name: 'East' },
  { id: 's', name: 'South' },
  { id: 'w', name: 'West' },
]

/** A small register: ann at a school, bilal at a trust. A test states what it changes. */
export function aRegister(over: Partial<Known> = {}): Known {
  return {
    areas,
    organisations: [
      { id: 'school', name: "St Mary's Primary School", kind: 'school', areaId: 'n' },
      { id: 'trust', name: 'Riverside NHS Trust', kind: 'health', areaId: 'e' },
    ],
    people: [
      {
        id: 'ann',
        name: { title: 'Mrs', given: 'Ann', family: 'Archer' },
        email: 'ann.archer@stmarys.example',
      },
      {
        id: 'bilal',
        name: { title: null, given: 'Bilal', family: 'Baig' },
        email: 'bilal.baig@riverside.example',
      },
    ],
    posts: [
      {
        id: 'ann-1',
        personId: 'ann',
        organisationId: 'school',
        jobTitle: 'Deputy head',
        areaId: 'n',
        phone: '01632 960101',
        from: '2016-03-27',
        to: null,
      },
      {
        id: 'bilal-1',
        personId: 'bilal',
        organisationId: 'trust',
        jobTitle: 'Named nurse',
        areaId: 'e',
        phone: null,
        from: null,
        to: null,
      },
    ],
    ...over,
  }
}

/** Rows numbered from 2, as below a heading. */
export const rowsOf = (...given: readonly Given[]): GivenRow[] =>
  given.map((one, i) => ({ row: i + 2, given: one }))

export const annsRow: Given = {
  given: 'Ann',
  family: 'Archer',
  email: 'ann.archer@stmarys.example',
  jobTitle: 'Deputy head',
  organisation: "St Mary's Primary School",
}

/** The register after the steps were taken: what the database would hold. */
export function applySteps(known: Known, steps: readonly ImportStep[]): Known {
  const organisations: KnownOrganisation[] = [...known.organisations]
  const people = new Map<string, KnownPerson>(known.people.map((one) => [one.id, one]))
  const posts = new Map<string, KnownPost>(known.posts.map((one) => [one.id, one]))
  const base = people.size
  const byKey = new Map<string, string>()
  const idOf = (newPerson: string) => `p${base}-${newPerson}`
  for (const step of steps) {
    if (step.step === 'add-organisation') {
      const { key, name, kind, areaId } = step.organisation
      byKey.set(key, `o-${key}`)
      organisations.push({ id: `o-${key}`, name, kind, areaId })
    } else if (step.step === 'add-person') {
      const id = idOf(step.newPerson)
      people.set(id, { id, name: step.name, email: step.email })
    } else if (step.step === 'add-post') {
      const { organisation, ...facts } = step.post
      const personId = 'id' in step.person ? step.person.id : idOf(step.person.newPerson)
      const organisationId = organisation.id ?? byKey.get(organisation.key) ?? 'lost'
      const id = `post${posts.size}-${step.row}`
      posts.set(id, { id, personId, organisationId, ...facts })
    } else if (step.step === 'change-person') {
      const person = people.get(step.personId)
      if (person === undefined) throw new Error(`no person ${step.personId}`)
      const { title, given, family, email } = step.set
      people.set(person.id, {
        ...person,
        name: {
          title: title ?? person.name.title,
          given: given ?? person.name.given,
          family: family ?? person.name.family,
        },
        email: email ?? person.email,
      })
    } else {
      const post = posts.get(step.postId)
      if (post === undefined) throw new Error(`no post ${step.postId}`)
      posts.set(post.id, step.step === 'end-post' ? { ...post, to: step.on } : { ...post, ...step.set })
    }
  }
  return { ...known, organisations, people: [...people.values()], posts: [...posts.values()] }
}
