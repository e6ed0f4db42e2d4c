import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fieldNamed, findColumns, givenRows, listsOrganisations, missingColumns } from './headings.ts'
import { nameFinder, organisationKey } from './organisation-name.ts'
import type { Field, SheetRow } from './types.ts'

const rowsOf = (...rows: readonly (readonly string[])[]): SheetRow[] =>
  rows.map((cells, i) => ({ row: i + 1, cells }))

describe('headings', () => {
  const named: { readonly [F in Field]?: readonly string[] } = {
    given: ['First name', 'Forename', 'FORENAME(S)', 'Given Name', 'First Name *'],
    family: ['Surname', 'Last name', 'Family name', 'LAST_NAME', 'Professional’s surname'],
    fullName: ['Name', 'Full name', 'Staff name', 'Name of champion', 'Contact'],
    email: [
      'E-mail address',
      'Email',
      'Work email',
      'E mail',
      'E-Mail Address (work)',
      'Work e-mail address for the bulletin',
    ],
    jobTitle: ['Job title', 'Role', 'Position', 'Job Role/Title', 'Post title'],
    organisation: [
      'Organisation',
      'Organization',
      'Agency',
      'Employer',
      'School',
      'Setting',
      'Name of school',
      'Agency/Organisation',
    ],
    organisationKind: ['Org type', 'Organisation type', 'Type of setting', 'Sector'],
    area: ['Area', 'Quadrant', 'Locality', 'District', 'Quadrant/Area'],
    phone: ['Telephone', 'Work phone', 'Tel. No.', 'Contact number'],
    mobile: ['Mobile', 'Work mobile'],
    from: ['Start date', 'In post from', 'Date started (dd/mm/yyyy)'],
    to: ['End date', 'Leaving date', 'Left', 'Date left'],
    champion: ['Champion (Y/N)', 'Champion', 'CSE Champion?'],
    title: ['Title', 'Salutation'],
  }
  for (const [field, texts] of Object.entries(named)) {
    test(`${field} is known by its many names`, () => {
      for (const text of texts) assert.equal(fieldNamed(text), field, text)
    })
  }

  test('what is about somebody else, home or a child is none of ours', () => {
    for (const text of [
      'Line manager',
      'Manager’s email',
      'Home telephone',
      'Personal email',
      'Date of birth',
      'Next of kin name',
      'Shoe size',
      '',
      'Please send the e-mail address of each champion to the office by Friday',
    ])
      assert.equal(fieldNamed(text), null, text)
  })

  test('a group of headings about the manager is not read as about the person', () => {
    const found = findColumns(
      rowsOf(['Staff', '', '', 'Manager', ''], ['Name', 'Email', 'Role', 'Name', 'Email']),
    )
    assert.deepEqual(
      found?.columns.map(({ index, field }) => [index, field]),
      [
        [0, 'fullName'],
        [1, 'email'],
        [2, 'jobTitle'],
      ],
    )
  })

  test('a second column of one kind is named and left aside, a mobile serves where there is no telephone', () => {
    const rows = rowsOf(
      ['Name', 'Email', 'Email 2', 'E-mail', 'Telephone', 'Mobile', 'Agency'],
      ['Ann Archer', 'a@hill.example', '', 'b@hill.example', '', '01632 960101', 'Hill'],
    )
    const found = findColumns(rows)
    assert.ok(found)
    assert.deepEqual(
      found.ignored.map(({ heading }) => heading),
      ['Email 2', 'E-mail'],
    )
    assert.equal(givenRows(rows, found)[0]?.given.phone, '01632 960101')
  })

  test('missing columns are named, and a list of one organisation needs none for it', () => {
    const found = findColumns(rowsOf(['Name', 'Role']))
    assert.ok(found)
    assert.deepEqual(missingColumns(found, { organisationGiven: false }), [
      'a work e-mail address',
      'an organisation',
    ])
    assert.deepEqual(missingColumns(found, { organisationGiven: true }), ['a work e-mail address'])
    assert.ok(!listsOrganisations(found))
  })
})

describe('names of organisations', () => {
  test('writings of one organisation have one key', () => {
    for (const [a, b] of [
      ["St Mary's School", 'Saint Marys School'],
      ['St. Mary’s School ', 'ST MARYS SCHOOL'],
      ['Health & Care Ltd', 'Health and Care Limited'],
      ['The Hill Academy', 'Hill Academy'],
      ['Oak C of E Primary', 'Oak Church of England Primary'],
      ['Hill Pri Sch', 'Hill Primary School'],
    ] as const) {
      assert.equal(organisationKey(a), organisationKey(b), `${a} and ${b}`)
    }
    assert.notEqual(organisationKey('Oakfield Primary School'), organisationKey('Oakfield Infant School'))
  })

  test('slips and left-out words are near, another place or another kind is not', () => {
    const names = [
      'Oakfield Primary School',
      'Walford High School',
      "St Mary's Primary School",
      'Westfield School',
      'Riverside NHS Trust',
    ]
    const finder = nameFinder(names.map(organisationKey))
    const near = (text: string) => finder.near(organisationKey(text))[0]
    assert.equal(near('Oakfeild Primary School'), organisationKey('Oakfield Primary School'))
    assert.equal(near('Oakfield'), organisationKey('Oakfield Primary School'))
    assert.equal(near("St Mary's C of E Primary School"), organisationKey("St Mary's Primary School"))
    assert.equal(near('Walford Council'), undefined)
    assert.equal(near('Oakfield Infant School'), undefined)
    assert.equal(near('Primary School'), undefined)
    assert.equal(near('Riverside NHS Trust'), undefined)
  })
})
