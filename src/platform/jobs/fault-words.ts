import { z } from 'zod'

const ours = z.object({ fault: z.string(), code: z.string().nullish(), at: z.array(z.string()).default([]) })
const theirs = z.object({ value: z.object({ message: z.string() }) })

const ownWords: Readonly<Record<string, string>> = {
  'job timed out': 'Ran longer than it may',
  'job heartbeat timeout': 'The process that ran it ended',
  'pg-boss shut down while active': 'Holdfast stopped before it could finish',
}

/** What ended a job, in words for an administrator, and where in the code. Never what the error said: that may name a person. */
export function faultWords(output: unknown): { readonly what: string; readonly where: string | null } {
  const kept = ours.safeParse(output)
  if (kept.success) {
    const { fault, code, at } = kept.data
    return {
      what: code ? `${fault} (${code})` : fault,
      where: at.find((place) => !place.includes('node:')) ?? null,
    }
  }
  const told = theirs.safeParse(output)
  return { what: (told.success && ownWords[told.data.value.message]) || 'Not known', where: null }
}
