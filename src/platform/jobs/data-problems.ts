import { z } from 'zod'

type Schema = z.core.JSONSchema.BaseSchema | boolean

const opaque = new Set(['uuid', 'date', 'date-time'])

/**
 * Where a job's data could hold words about a person. Job data is shown to administrators and stays for two weeks, so it is
 * made of ids, numbers, moments and named choices; a job reads everything else afresh. Empty when all is well.
 */
export function jobDataProblems(data: z.ZodType): string[] {
  return problemsOf(z.toJSONSchema(data, { io: 'input' }), 'data')
}

const harmless = new Set<unknown>(['number', 'integer', 'boolean', 'null'])

function problemsOf(schema: Schema, where: string): string[] {
  if (typeof schema === 'boolean') return [`${where} holds anything`]
  const { type, format, items } = schema
  if (schema.enum !== undefined || schema.const !== undefined || harmless.has(type)) return []
  if (schema.anyOf) return schema.anyOf.flatMap((one) => problemsOf(one, where))
  if (type === 'string') return opaque.has(format ?? '') ? [] : [`${where} is free text`]
  if (type === 'array' && items !== undefined && !Array.isArray(items)) return problemsOf(items, `${where}[]`)
  if (type !== 'object') return [`${where} holds anything`]
  return [
    ...(schema.additionalProperties === false ? [] : [`${where} takes unknown names: use z.strictObject`]),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, one]) => problemsOf(one, `${where}.${name}`)),
  ]
}
