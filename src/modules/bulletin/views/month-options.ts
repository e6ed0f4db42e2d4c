const names = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** The months for a select, with the empty choice first. */
export const monthOptions = [
  { value: '', text: 'No month' },
  ...names.map((text, index) => ({ value: String(index + 1), text })),
]
