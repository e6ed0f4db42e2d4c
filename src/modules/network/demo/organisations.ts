import type { usualKinds } from '../rules/usual-kinds.ts'

type Kind = (typeof usualKinds)[number]['key']
type Area = 'northmoor' | 'eastwold' | 'southfen' | 'westvale'

/** An organisation of the demo beside those of the cast. `people` is how many it has in post. */
export type DemoOrganisation = {
  readonly name: string
  readonly kind: Kind
  readonly area: Area | null
  readonly people: number
  readonly parent?: string
}

const of = (
  name: string,
  kind: Kind,
  area: Area | null,
  people: number,
  parent?: string,
): DemoOrganisation => ({ name, kind, area, people, ...(parent ? { parent } : {}) })

const council = 'Fernshire County Council Children’s Services'
const trust = 'Fernshire Community Health Trust'
const police = 'Fernshire Police'

/** The rest of Fernshire's partnership: fifty organisations in four areas. None of them exists. */
export const demoOrganisations: readonly DemoOrganisation[] = [
  of('Northmoor Family Support Team', 'council', 'northmoor', 9, council),
  of('Eastwold Family Support Team', 'council', 'eastwold', 9, council),
  of('Southfen Family Support Team', 'council', 'southfen', 9, council),
  of('Westvale Family Support Team', 'council', 'westvale', 9, council),
  of('Fernshire Early Help', 'council', null, 10, council),
  of('Fernshire Fostering and Adoption', 'council', null, 8, council),
  of('Fernshire Virtual School', 'council', null, 6, council),
  of('Northmoor Borough Council', 'council', 'northmoor', 6),
  of('Southfen District Council', 'council', 'southfen', 5),
  of('Public Protection Unit', 'police', null, 10, police),
  of('Northmoor Neighbourhood Police', 'police', 'northmoor', 6, police),
  of('Eastwold Neighbourhood Police', 'police', 'eastwold', 6, police),
  of('Southfen and Westvale Neighbourhood Police', 'police', 'southfen', 6, police),
  of('Larkmere General Hospital', 'health', 'northmoor', 11),
  of('Fernshire School Nurses', 'health', null, 9, trust),
  of('Willowbank Child and Adolescent Mental Health', 'health', 'eastwold', 8, trust),
  of('Riverside Sexual Health Clinic', 'health', 'southfen', 5, trust),
  of('Tanner’s Bridge Surgery', 'health', 'westvale', 4),
  of('The Old Mill Surgery', 'health', 'southfen', 3),
  of('Fernshire Ambulance Service', 'health', null, 6),
  of('Stonecross High School', 'school', 'northmoor', 6),
  of('St Wilfrid’s Catholic Academy', 'school', 'northmoor', 6),
  of('Moorgate Primary School', 'school', 'northmoor', 4),
  of('Eastwold Community College', 'school', 'eastwold', 7),
  of('Saltby High School', 'school', 'eastwold', 6),
  of('Ashcombe Primary School', 'school', 'eastwold', 4),
  of('Fenbridge Academy', 'school', 'southfen', 6),
  of('Southfen Sixth Form College', 'school', 'southfen', 5),
  of('Reedham Lane Primary School', 'school', 'southfen', 3),
  of('Westvale Grammar School', 'school', 'westvale', 5),
  of('Hollin Hill School', 'school', 'westvale', 5),
  of('The Bridge Pupil Referral Unit', 'school', 'westvale', 5),
  of('Fernshire Further Education College', 'school', null, 8),
  of('Lighthouse Sexual Violence Support', 'service', null, 6),
  of('Clearwater Young People’s Substance Service', 'service', null, 6),
  of('Safe Harbour Domestic Abuse Service', 'charity', null, 6),
  of('Open Door Youth Centre', 'charity', 'eastwold', 4),
  of('Westvale Young Carers', 'charity', 'westvale', 3),
  of('Haven Refugee Support', 'charity', 'southfen', 4),
  of('Rainbow Room Fernshire', 'charity', null, 3),
  of('Fernshire Street Pastors', 'charity', null, 3),
  of('Elm Tree Children’s Home', 'home', 'northmoor', 5),
  of('Harbour View Children’s Home', 'home', 'eastwold', 5),
  of('Foxglove House', 'home', 'westvale', 4),
  of('Fernshire Homes', 'housing', null, 6),
  of('Key Step Supported Lodgings', 'housing', 'southfen', 4),
  of('Fernshire Youth Justice Service', 'justice', null, 9),
  of('Fernshire Probation', 'justice', null, 6),
  of('Northern Vale Hotels', 'business', 'northmoor', 3),
  of('Fenline Taxis', 'business', 'southfen', 2),
]

/** How many people the organisations of the cast have beside the cast. */
export const besideTheCast: Readonly<Record<string, number>> = {
  'Fernshire Safeguarding Children Partnership': 1,
  'Larkmere Academy': 6,
  [trust]: 12,
  [council]: 12,
  'Beacon CARE Service': 5,
  'Fernshire Youth Involvement Team': 5,
  [police]: 8,
  'Wayfarer Trust': 5,
  'Rowan House Children’s Home': 5,
  'Calderbrook Council Children’s Services': 6,
}

/** Posts by kind of organisation, the one that coordinates first. */
export const postsOf: Readonly<Record<Kind, readonly string[]>> = {
  partnership: ['Business support officer', 'Training officer', 'Policy officer'],
  council: [
    'Team manager',
    'Social worker',
    'Family support worker',
    'Senior practitioner',
    'Early help coordinator',
    'Independent reviewing officer',
    'Personal adviser',
    'Business support officer',
  ],
  police: [
    'Detective inspector',
    'Detective constable',
    'Police community support officer',
    'Neighbourhood sergeant',
    'Child protection officer',
    'Intelligence analyst',
  ],
  health: [
    'Named nurse for safeguarding',
    'School nurse',
    'Health visitor',
    'Paediatrician',
    'Mental health practitioner',
    'Practice manager',
    'Midwife',
    'Sexual health adviser',
  ],
  school: [
    'Designated safeguarding lead',
    'Deputy head teacher',
    'Head of year 8',
    'Pastoral support officer',
    'Special educational needs coordinator',
    'Attendance officer',
    'Head of year 10',
  ],
  service: ['Service manager', 'Support worker', 'Senior support worker', 'Outreach worker', 'Counsellor'],
  charity: ['Safeguarding lead', 'Project worker', 'Youth worker', 'Volunteer coordinator', 'Trustee'],
  home: [
    'Registered manager',
    'Residential worker',
    'Senior residential worker',
    'Night residential worker',
    'Deputy manager',
  ],
  housing: ['Safeguarding lead', 'Housing officer', 'Tenancy support worker', 'Supported housing manager'],
  justice: [
    'Safeguarding lead',
    'Youth justice worker',
    'Probation officer',
    'Speech and language therapist',
    'Restorative justice worker',
  ],
  business: ['Operations manager', 'Duty manager', 'Licensing manager'],
}
