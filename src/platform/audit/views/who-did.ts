import type { Line } from '../list-lines.ts'

/** A person by name where the directory knows them, else by the beginning of the id: enough to tell two apart. */
export const nameOr = (id: string, names: ReadonlyMap<string, string>, kind: string): string =>
  names.get(id) ?? `${kind.replaceAll('_', ' ')} ${id.slice(-8)}`

export function whoDid(line: Line, names: ReadonlyMap<string, string>): string {
  if (line.actor_kind === 'visitor') return 'Somebody not signed in'
  if (line.actor_kind === 'system') return `Holdfast (${line.part ?? ''})`
  const name = nameOr(line.person_id ?? '', names, 'person')
  return line.actor_kind === 'token' ? `API token of ${name}` : name
}

export const signInWords = { link: 'by mailed link', strong: 'by a strong sign-in' } as const
