export type JsonSchema = {
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly examples?: readonly unknown[]
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly minLength?: number
}

const texts: Readonly<Record<string, string>> = {
  uuid: '3f2b8c1e-6d4a-4b7e-9c55-0a1b2c3d4e5f',
  'date-time': '2026-04-16T11:00:00Z',
  date: '2026-04-16',
  email: 'jordan.example@school.example',
  uri: 'https://holdfast.example/',
}

/** A value that a schema takes: its own example where it has one, else the plainest. A schema with a pattern says its own. */
export function exampleOf(schema: JsonSchema): unknown {
  if (schema.examples && schema.examples.length > 0) return schema.examples[0]
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.default !== undefined) return schema.default
  const [first] = schema.anyOf ?? schema.oneOf ?? []
  if (first) return exampleOf(first)
  const type = (typeof schema.type === 'string' ? schema.type : schema.type?.[0]) ?? 'none'
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, exampleOf(inner)]),
      )
    case 'array':
      return schema.items ? [exampleOf(schema.items)] : []
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1)
    case 'boolean':
      return true
    case 'string':
      return texts[schema.format ?? ''] ?? 'text'.padEnd(schema.minLength ?? 0, ' text')
    default:
      return null
  }
}
