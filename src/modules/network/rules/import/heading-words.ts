import type { Field } from './types.ts'

/** How each field is called in the sheets that councils, schools and trusts keep, in the folded form, between commas. */
export const headingWords: readonly (readonly [Field, string])[] = [
  ['reference', 'reference, holdfast reference, person reference, holdfast id, person id'],
  ['title', 'title, salutation, prefix, courtesy title, mr mrs ms, name title, person title'],
  [
    'given',
    'first name, firstname, forename, forenames, forename s, first names, given name, given names, ' +
      'christian name, known as, preferred name, fname, name first, name forename, first, ' +
      'forename known as, name given',
  ],
  [
    'family',
    'surname, last name, lastname, family name, second name, lname, name last, name surname, last, ' +
      'name family',
  ],
  [
    'fullName',
    'name, full name, fullname, staff name, employee name, member name, contact name, contact, ' +
      'named contact, person, officer, professional, worker, employee, practitioner, staff member, ' +
      'champion name, delegate, name of person, name of professional, name of champion, display name, ' +
      'name of staff member, contact person, colleague, attendee',
  ],
  [
    'email',
    'email, email address, e mail, e mail address, work email, work e mail, work email address, ' +
      'work e mail address, business email, contact email, email id, emailaddress, ' +
      'professional email, nhs email, school email, secure email, mail, email work, emails, ' +
      'contact email address, organisation email, electronic mail',
  ],
  [
    'jobTitle',
    'job title, jobtitle, role, position, post, post title, job, job role, designation, occupation, ' +
      'role title, job title role, role job title, job role title, position held, profession, ' +
      'current role, position title, work title, role in organisation, job description',
  ],
  [
    'organisation',
    'organisation, organization, org, agency, employer, school, setting, company, ' +
      'organisation name, organization name, agency name, name of organisation, name of organization, ' +
      'name of agency, name of school, name of setting, school name, setting name, place of work, ' +
      'workplace, work place, service, partner agency, partner, trust, practice, school setting, ' +
      'agency organisation, organisation agency, school organisation, employing organisation, base, ' +
      'practice name, provider, establishment, org name, company name',
  ],
  [
    'organisationKind',
    'org type, organisation type, organization type, type of organisation, type of organization, ' +
      'agency type, type of agency, sector, setting type, type of setting, organisation kind, ' +
      'kind of organisation, kind, school type, type of school, partner type, organisation category, ' +
      'type',
  ],
  [
    'parent',
    'parent organisation, parent, part of, belongs to, multi academy trust, academy trust, ' +
      'parent organization',
  ],
  [
    'area',
    'area, quadrant, locality, district, zone, patch, area quadrant, quadrant area, ' +
      'geographical area, borough, neighbourhood, cluster, local area, area covered, area of work, ' +
      'district council area',
  ],
  [
    'phone',
    'telephone, phone, tel, work phone, work telephone, telephone number, phone number, tel no, ' +
      'tel number, telephone no, phone no, contact number, contact no, contact telephone, ' +
      'direct line, direct dial, office phone, office number, landline, business phone, work tel, ' +
      'work number, work phone number, work telephone number, contact tel, contact phone, ' +
      'contact telephone number, ddi, number, phone work',
  ],
  [
    'mobile',
    'mobile, mobile number, mobile no, mobile phone, work mobile, mob, work mobile number, ' +
      'mobile telephone, work mob, business mobile',
  ],
  [
    'from',
    'start date, date started, in post from, post from, from, start, started, post start, ' +
      'post start date, date from, joined, date joined, start date in post, employment start, ' +
      'employment start date, in post since, since, employed from, date of joining, date in post, ' +
      'date appointed, appointed, post started, dates start, dates from, date start, ' +
      'appointment date, commenced',
  ],
  [
    'to',
    'end date, leaving date, left, to, end, date left, leave date, post to, post end, ' +
      'post end date, date to, date of leaving, leaver date, in post to, in post until, until, ' +
      'employment end, employment end date, left date, left on, date ended, finish date, dates end, ' +
      'dates to, date end, last day, date finished, employed to, employed until, leaver',
  ],
  [
    'champion',
    'champion, cse champion, is champion, champion y n, champion status, cse champion y n, ' +
      'is a champion, champion yes no, exploitation champion, safeguarding champion, named champion',
  ],
]
