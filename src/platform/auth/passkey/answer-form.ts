import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/browser'
import { z } from 'zod'

const answer = z.looseObject({
  id: z.string().max(2_000),
  rawId: z.string().max(2_000),
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}),
})

const signed = answer.extend({
  response: z.looseObject({
    clientDataJSON: z.string(),
    authenticatorData: z.string(),
    signature: z.string(),
  }),
})

const made = answer.extend({
  response: z.looseObject({ clientDataJSON: z.string(), attestationObject: z.string() }),
})

const problem = 'Your device gave no answer. Try again.'

/** A device's answer as our script puts it into the form: JSON of the shape that the browser's own function gives. */
const field = <T>(shape: z.ZodType) =>
  z
    .string(problem)
    .max(20_000, problem)
    .transform((text, context): T => {
      const read = shape.safeParse(parsed(text))
      if (read.success) return read.data as T
      context.addIssue({ code: 'custom', message: problem })
      return z.NEVER
    })

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export const signInAnswer = field<AuthenticationResponseJSON>(signed)
export const newPasskeyAnswer = field<RegistrationResponseJSON>(made)
