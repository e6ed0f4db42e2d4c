/** The things a sheet can say about a person and the post they hold. */
export type Field =
  | 'reference'
  | 'title'
  | 'given'
  | 'family'
  | 'fullName'
  | 'email'
  | 'jobTitle'
  | 'organisation'
  | 'organisationKind'
  | 'parent'
  | 'area'
  | 'phone'
  | 'mobile'
  | 'from'
  | 'to'
  | 'champion'

/** One row of a sheet as people see it; `row` is the number their spreadsheet shows beside it. */
export type SheetRow = { readonly row: number; readonly cells: readonly string[] }

export type Given = { readonly [F in Field]?: string }

/** What a row of the sheet says, column by column, before anything is read into it. */
export type GivenRow = { readonly row: number; readonly given: Given }

export type PersonName = {
  readonly title: string | null
  readonly given: string
  readonly family: string
}

export type KnownArea = {
  readonly id: string
  readonly name: string
  readonly alsoKnownAs?: readonly string[]
}

export type KnownKind = {
  readonly id: string
  readonly name: string
  readonly alsoKnownAs?: readonly string[]
}

export type KnownOrganisation = {
  readonly id: string
  readonly name: string
  readonly kind: string | null
  readonly areaId: string | null
  readonly parentId?: string | null
  readonly alsoKnownAs?: readonly string[]
}

export type KnownPerson = {
  readonly id: string
  readonly name: PersonName
  readonly email: string | null
  /** Left out where the caller does not know; then the sheet's answer is carried but never compared. */
  readonly champion?: boolean
}

/** The work telephone stands on the post: a person with two posts has two desks. Days are ISO texts. */
export type KnownPost = {
  readonly id: string
  readonly personId: string
  readonly organisationId: string
  readonly jobTitle: string | null
  readonly areaId: string | null
  readonly phone: string | null
  readonly from: string | null
  readonly to: string | null
}

/** The register as it stands when the plan is made. */
export type Known = {
  readonly organisations: readonly KnownOrganisation[]
  readonly people: readonly KnownPerson[]
  readonly posts: readonly KnownPost[]
  readonly areas: readonly KnownArea[]
  readonly kinds?: readonly KnownKind[]
}

/** Answers by the fingerprint of the row they were given for, so that they also fit the same row in the next file. */
export type Answers = { readonly [fingerprint: string]: readonly string[] }

export type ImportOptions = {
  /** The day of the import, as an ISO text: decides which posts are current. */
  readonly today: string
  /** The organisation of every row, where the sheet belongs to one coordinator. Rows that name another are refused. */
  readonly organisationId?: string
  /** `ask` makes each unknown organisation a question; `add` (the usual) plans it as a new one. */
  readonly unknownOrganisations?: 'add' | 'ask'
  /** Domains that count as private here, on top of the well-known ones. */
  readonly privateDomains?: readonly string[]
  readonly answers?: Answers
}

export type Outcome = 'new' | 'changed' | 'same' | 'doubtful' | 'refused'

export type FieldChange = {
  readonly field: string
  readonly label: string
  readonly from: string | null
  readonly to: string | null
}

export type Choice = { readonly key: string; readonly label: string }

export type DoubtKind =
  | 'reference'
  | 'name'
  | 'date'
  | 'dates'
  | 'e-mail'
  | 'private-address'
  | 'role-mailbox'
  | 'shared-mailbox'
  | 'organisation'
  | 'area'
  | 'kind'
  | 'parent'
  | 'same-person'
  | 'post'
  | 'details'

export type Doubt = {
  readonly kind: DoubtKind
  readonly why: string
  readonly choices: readonly Choice[]
  readonly answer: string | null
  /** Rows with the same `alike` ask the same question and can be answered together. */
  readonly alike: string | null
  /** Other rows of the file that this doubt is about. */
  readonly rows: readonly number[]
}

/** Why a row is not taken, and what a person can do about it. */
export type RowRefusal = { readonly reason: string; readonly why: string; readonly remedy: string }

/** An organisation a row belongs to: known by its id, or new and known by its key until it is added. */
export type OrganisationRef = { readonly id: string | null; readonly key: string; readonly name: string }

export type PlannedPerson = {
  readonly name: PersonName
  readonly email: string | null
  readonly jobTitle: string | null
  readonly organisation: OrganisationRef | null
  readonly areaId: string | null
  readonly phone: string | null
  readonly from: string | null
  readonly to: string | null
  readonly champion: boolean | null
}

export type Target = {
  readonly personId: string | null
  readonly postId: string | null
  /** Rows with the same key add one new person between them. */
  readonly newPerson: string | null
  /** Posts that end because the person moved, and the day. */
  readonly ends: readonly { readonly postId: string; readonly on: string }[]
}

export type PlannedRow = {
  readonly row: number
  readonly fingerprint: string
  readonly given: Given
  readonly outcome: Outcome
  readonly person: PlannedPerson | null
  readonly target: Target
  readonly changes: readonly FieldChange[]
  readonly doubts: readonly Doubt[]
  readonly refusals: readonly RowRefusal[]
  readonly notes: readonly string[]
}

export type NewOrganisation = {
  readonly key: string
  readonly name: string
  readonly kind: string | null
  readonly kindText: string | null
  readonly areaId: string | null
  readonly rows: readonly number[]
}

export type Counts = { readonly [O in Outcome]: number } & {
  readonly all: number
  /** Doubtful rows with a question that nobody has answered. */
  readonly unanswered: number
}

/** Plain data: it can be stored, shown page by page, answered, and planned again before it is applied. */
export type ImportPlan = {
  readonly version: 1
  readonly options: ImportOptions
  readonly rows: readonly PlannedRow[]
  readonly organisations: readonly NewOrganisation[]
  readonly counts: Counts
}
