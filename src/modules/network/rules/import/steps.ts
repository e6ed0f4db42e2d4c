import { personFields } from './twins.ts'
import type {
  FieldChange,
  ImportPlan,
  NewOrganisation,
  OrganisationRef,
  PersonName,
  PlannedPerson,
  PlannedRow,
} from './types.ts'

export type PostFacts = {
  readonly organisation: OrganisationRef
  readonly jobTitle: string | null
  readonly areaId: string | null
  readonly phone: string | null
  readonly from: string | null
  readonly to: string | null
}

export type PersonUpdate = {
  readonly title?: string | null
  readonly given?: string
  readonly family?: string
  readonly email?: string | null
  readonly champion?: boolean
}
export type PostUpdate = {
  readonly jobTitle?: string | null
  readonly areaId?: string | null
  readonly phone?: string | null
  readonly from?: string | null
  readonly to?: string | null
}

/** One write of an import, in the order in which they must happen. `newPerson` names a person whom an earlier step added. */
export type ImportStep =
  | { readonly step: 'add-organisation'; readonly organisation: NewOrganisation }
  | {
      readonly step: 'add-person'
      readonly row: number
      readonly newPerson: string
      readonly name: PersonName
      readonly email: string | null
      readonly champion: boolean | null
    }
  | {
      readonly step: 'change-person'
      readonly row: number
      readonly personId: string
      readonly set: PersonUpdate
      readonly changes: readonly FieldChange[]
    }
  | {
      readonly step: 'add-post'
      readonly row: number
      readonly person: { readonly id: string } | { readonly newPerson: string }
      readonly post: PostFacts
    }
  | {
      readonly step: 'change-post'
      readonly row: number
      readonly postId: string
      readonly set: PostUpdate
      readonly changes: readonly FieldChange[]
    }
  | { readonly step: 'end-post'; readonly row: number; readonly postId: string; readonly on: string }

function postFacts(person: PlannedPerson): PostFacts | null {
  const { organisation, jobTitle, areaId, phone, from, to } = person
  return organisation === null ? null : { organisation, jobTitle, areaId, phone, from, to }
}

function personUpdate(changes: readonly FieldChange[], person: PlannedPerson): PersonUpdate {
  const has = (field: string) => changes.some((change) => change.field === field)
  return {
    ...(has('title') ? { title: person.name.title } : {}),
    ...(has('given') ? { given: person.name.given } : {}),
    ...(has('family') ? { family: person.name.family } : {}),
    ...(has('email') ? { email: person.email } : {}),
    ...(has('champion') && person.champion !== null ? { champion: person.champion } : {}),
  }
}

function postUpdate(changes: readonly FieldChange[], person: PlannedPerson): PostUpdate {
  const has = (field: string) => changes.some((change) => change.field === field)
  return {
    ...(has('jobTitle') ? { jobTitle: person.jobTitle } : {}),
    ...(has('area') ? { areaId: person.areaId } : {}),
    ...(has('phone') ? { phone: person.phone } : {}),
    ...(has('from') ? { from: person.from } : {}),
    ...(has('to') ? { to: person.to } : {}),
  }
}

function changeSteps(row: PlannedRow, person: PlannedPerson, personId: string): ImportStep[] {
  const steps: ImportStep[] = []
  const ofPerson = row.changes.filter(({ field }) => personFields.has(field))
  const ofPost = row.changes.filter(
    ({ field }) => !personFields.has(field) && field !== 'post' && field !== 'end',
  )
  if (ofPerson.length > 0)
    steps.push({
      step: 'change-person',
      row: row.row,
      personId,
      set: personUpdate(ofPerson, person),
      changes: ofPerson,
    })
  const { postId, ends } = row.target
  const post = postFacts(person)
  for (const { postId: ended, on } of ends) steps.push({ step: 'end-post', row: row.row, postId: ended, on })
  if (postId === null && post !== null)
    steps.push({ step: 'add-post', row: row.row, person: { id: personId }, post })
  if (postId !== null && ofPost.length > 0)
    steps.push({
      step: 'change-post',
      row: row.row,
      postId,
      set: postUpdate(ofPost, person),
      changes: ofPost,
    })
  return steps
}

/**
 * What a plan would write, as plain data for one transaction. Doubtful rows write nothing, answered or not: plan again
 * first. An organisation is added only if a row that is written needs it.
 */
export function stepsOf(plan: ImportPlan): ImportStep[] {
  const steps: ImportStep[] = []
  const added = new Set<string>()
  for (const row of plan.rows) {
    const { person, target } = row
    if (person === null || (row.outcome !== 'new' && row.outcome !== 'changed')) continue
    const post = postFacts(person)
    if (target.personId !== null) steps.push(...changeSteps(row, person, target.personId))
    else if (target.newPerson !== null && post !== null) {
      if (!added.has(target.newPerson)) {
        added.add(target.newPerson)
        steps.push({
          step: 'add-person',
          row: row.row,
          newPerson: target.newPerson,
          name: person.name,
          email: person.email,
          champion: person.champion,
        })
      }
      steps.push({ step: 'add-post', row: row.row, person: { newPerson: target.newPerson }, post })
    }
  }
  const needed = new Set(
    steps.flatMap((step) =>
      step.step === 'add-post' && step.post.organisation.id === null ? [step.post.organisation.key] : [],
    ),
  )
  return [
    ...plan.organisations
      .filter(({ key }) => needed.has(key))
      .map((organisation): ImportStep => ({ step: 'add-organisation', organisation })),
    ...steps,
  ]
}
