import type { usualKinds } from '../rules/usual-kinds.ts'

/** Fernshire: a county that does not exist, with four areas and one neighbour. */
export const areas = [
  { key: 'northmoor', name: 'Northmoor' },
  { key: 'eastwold', name: 'Eastwold' },
  { key: 'southfen', name: 'Southfen' },
  { key: 'westvale', name: 'Westvale' },
] as const

type Place = { name: string; kind: (typeof usualKinds)[number]['key']; area: string | null }

/** The organisations that members of the cast work for. */
export const castOrganisations: readonly Place[] = [
  { name: 'Fernshire Safeguarding Children Partnership', kind: 'partnership', area: null },
  { name: 'Larkmere Academy', kind: 'school', area: 'northmoor' },
  { name: 'Fernshire Community Health Trust', kind: 'health', area: null },
  { name: 'Fernshire County Council Children’s Services', kind: 'council', area: null },
  { name: 'Beacon CARE Service', kind: 'service', area: null },
  { name: 'Fernshire Youth Involvement Team', kind: 'council', area: null },
  { name: 'Fernshire Police', kind: 'police', area: null },
  { name: 'Wayfarer Trust', kind: 'charity', area: null },
  { name: 'Rowan House Children’s Home', kind: 'home', area: 'southfen' },
  { name: 'Calderbrook Council Children’s Services', kind: 'council', area: null },
]

/** Fixed ids, so that a link to an organisation of the cast stays good from one demo to the next. */
export const castOrganisationId = (name: string): string => {
  const index = castOrganisations.findIndex((one) => one.name === name)
  if (index < 0) throw new Error(`no organisation of the cast is called ${name}`)
  return `00000000-0000-4000-8001-${String(index + 1).padStart(12, '0')}`
}
