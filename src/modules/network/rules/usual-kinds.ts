/** The kinds of organisation that a partnership in England begins with. It changes and adds to the list as it needs. */
export const usualKinds = [
  { key: 'partnership', name: 'Partnership', position: 1 },
  { key: 'council', name: 'Council', position: 2 },
  { key: 'police', name: 'Police', position: 3 },
  { key: 'health', name: 'Health', position: 4 },
  { key: 'school', name: 'School or college', position: 5 },
  { key: 'service', name: 'Specialist service', position: 6 },
  { key: 'charity', name: 'Charity', position: 7 },
  { key: 'home', name: 'Children’s home', position: 8 },
  { key: 'housing', name: 'Housing', position: 9 },
  { key: 'justice', name: 'Youth justice and probation', position: 10 },
  { key: 'business', name: 'Business', position: 11 },
] as const
