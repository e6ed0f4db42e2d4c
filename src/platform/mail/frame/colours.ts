/** The roles of `look.md` as mail clients take them: literal values, since none of them knows custom properties. */
export const light = {
  ink: '#16232B',
  quiet: '#4A5A63',
  paper: '#FFFFFF',
  mist: '#F3F6F5',
  tide: '#0E4B5A',
  link: '#0B5C7A',
  go: '#1F6B4F',
  line: '#C9D3D6',
} as const

/** The same roles where the reader's system is dark. Contrast on `paper`: ink 14.2, quiet 8.3, link 9.0. */
export const dark = {
  ink: '#EEF3F4',
  quiet: '#B4C1C6',
  paper: '#131C21',
  mist: '#0C1316',
  tide: '#0E4B5A',
  heading: '#9AD0DE',
  link: '#8CC8E0',
  go: '#1F6B4F',
  line: '#33434A',
} as const

// No web font: a mail that fetches one tells its sender who opened it, and most clients drop it anyway.
export const systemFont =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
