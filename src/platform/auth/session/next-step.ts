/** What stands between a person and the page they wanted: nothing, or the code that makes a link strong. */
export type NextStep = 'go' | 'code'

export const nextAfter = (next: NextStep, returnPath: string): string =>
  next === 'code' ? `/sign-in/code?${new URLSearchParams({ return: returnPath })}` : returnPath
