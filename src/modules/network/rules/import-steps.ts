import { stepsOf, type ImportStep, type PersonUpdate, type PostUpdate } from './import/steps.ts'
import type { PlannedOrganisation } from './import/plan-organisations.ts'
import type { ImportPlan, PersonName, PlannedRow } from './import/types.ts'
import type { AnyPlan, ListKind } from './import-plan.ts'

/** One write with every id settled, so that it can be stored, taken up after a kill, and known as done. Days are ISO texts. */
export type StoredStep =
  | {
      readonly step: 'add-organisation'
      readonly id: string
      readonly name: string
      readonly kind: string | null
      readonly areaId: string | null
      readonly parentId: string | null
    }
  | {
      readonly step: 'change-organisation'
      readonly id: string
      readonly set: {
        readonly name?: string
        readonly kind?: string
        readonly areaId?: string
        readonly parentId?: string
      }
    }
  | {
      readonly step: 'add-person'
      readonly id: string
      readonly name: PersonName
      readonly email: string | null
      readonly champion: boolean | null
    }
  | { readonly step: 'change-person'; readonly id: string; readonly set: PersonUpdate }
  | {
      readonly step: 'add-post'
      readonly id: string
      readonly personId: string
      readonly organisationId: string
      readonly jobTitle: string | null
      readonly areaId: string | null
      readonly phone: string | null
      readonly from: string | null
      readonly to: string | null
    }
  | { readonly step: 'change-post'; readonly id: string; readonly set: PostUpdate }
  | { readonly step: 'end-post'; readonly id: string; readonly on: string }

export type NumberedStep = { readonly row: number; readonly step: StoredStep }

type NewId = () => string

/** The writes of a plan in their order. `newId` gives ids for what is added. */
export function storedSteps(lists: ListKind, plan: AnyPlan, newId: NewId): NumberedStep[] {
  return lists === 'organisations'
    ? organisationSteps(plan.rows as readonly PlannedOrganisation[], newId)
    : peopleSteps(
        {
          version: 1,
          options: { today: '' },
          rows: plan.rows as readonly PlannedRow[],
          organisations: plan.head.organisations,
          counts: plan.head.counts,
        },
        newId,
      )
}

function peopleSteps(plan: ImportPlan, newId: NewId): NumberedStep[] {
  const organisations = new Map<string, string>()
  const people = new Map<string, string>()
  const idFor = (ids: Map<string, string>, key: string) => {
    const id = ids.get(key) ?? newId()
    ids.set(key, id)
    return id
  }
  return stepsOf(plan).map((step) => ({ row: rowOf(step), step: settle(step) }))

  function settle(step: ImportStep): StoredStep {
    switch (step.step) {
      case 'add-organisation': {
        const { key, name, kind, areaId } = step.organisation
        return {
          step: step.step,
          id: idFor(organisations, key),
          name,
          kind,
          areaId,
          parentId: null,
        }
      }
      case 'add-person':
        return {
          step: step.step,
          id: idFor(people, step.newPerson),
          name: step.name,
          email: step.email,
          champion: step.champion,
        }
      case 'change-person':
        return { step: step.step, id: step.personId, set: step.set }
      case 'add-post': {
        const { organisation, ...facts } = step.post
        return {
          step: step.step,
          id: newId(),
          personId: 'id' in step.person ? step.person.id : idFor(people, step.person.newPerson),
          organisationId: organisation.id ?? idFor(organisations, organisation.key),
          ...facts,
        }
      }
      case 'change-post':
        return { step: step.step, id: step.postId, set: step.set }
      case 'end-post':
        return { step: step.step, id: step.postId, on: step.on }
    }
  }
}

/** An organisation that several rows need goes with the first of them. */
const rowOf = (step: ImportStep): number =>
  step.step === 'add-organisation' ? (step.organisation.rows[0] ?? 0) : step.row

function organisationSteps(rows: readonly PlannedOrganisation[], newId: NewId): NumberedStep[] {
  const written = rows.filter(({ outcome }) => outcome === 'new' || outcome === 'changed')
  const added = new Map<string, string>()
  const keyOf = (name: string) => name.toLowerCase()
  for (const row of written) if (row.outcome === 'new') added.set(keyOf(row.name), newId())
  const parentOf = (row: PlannedOrganisation): string | null =>
    row.parent ? (row.parent.id ?? added.get(keyOf(row.parent.name)) ?? null) : null
  const adds = written
    .filter((row) => row.outcome === 'new')
    .map((row): NumberedStep => ({
      row: row.row,
      step: {
        step: 'add-organisation',
        id: added.get(keyOf(row.name)) ?? newId(),
        name: row.name,
        kind: row.kind,
        areaId: row.areaId,
        parentId: null,
      },
    }))
  // A parent may stand further down in the list, so that all are added before any is hung under another.
  const changes = written.flatMap((row): NumberedStep[] => {
    const id = row.organisationId ?? added.get(keyOf(row.name))
    if (!id) return []
    const has = (field: string) => row.changes.some((change) => change.field === field)
    const parentId = parentOf(row)
    const set = {
      ...(has('name') ? { name: row.name } : {}),
      ...(has('kind') && row.kind ? { kind: row.kind } : {}),
      ...(has('area') && row.areaId ? { areaId: row.areaId } : {}),
      ...(parentId && (row.outcome === 'new' || has('parent')) ? { parentId } : {}),
    }
    if (Object.keys(set).length === 0) return []
    return [{ row: row.row, step: { step: 'change-organisation', id, set } }]
  })
  return [...adds, ...changes]
}
