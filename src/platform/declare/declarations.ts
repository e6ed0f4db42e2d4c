import type { Role } from '#platform/auth/roles.ts'

/** What a person may be allowed to do. `roles` are those that may; `signed-in` is everyone with an account. */
export type Permission = {
  readonly name: string
  readonly says: string
  readonly roles: readonly Role[] | 'signed-in'
}

/** Something that is written to the audit, with the names of the fields that it always carries. */
export type AuditEvent<Field extends string = string> = {
  readonly name: string
  readonly fields: readonly Field[]
}

type DeclaredPermissions<M extends string, P> = {
  readonly [K in keyof P]: Permission & { readonly name: `${M}.${K & string}` }
}

/** Declares a module's permissions; a misspelt one then does not compile where it is used. */
export function declarePermissions<
  const M extends string,
  const P extends Record<string, { says: string; roles: readonly Role[] | 'signed-in' }>,
>(module: M, permissions: P): DeclaredPermissions<M, P> {
  return Object.fromEntries(
    Object.entries(permissions).map(([key, value]) => [key, { name: `${module}.${key}`, ...value }]),
  ) as unknown as DeclaredPermissions<M, P>
}

type DeclaredEvents<E extends Record<string, readonly string[]>> = {
  readonly [K in keyof E]: AuditEvent<E[K][number]>
}

/** Declares a module's audit events, each with its fields. Names are in the past tense and are never changed once released. */
export function declareEvents<const E extends Record<string, readonly string[]>>(
  module: string,
  events: E,
): DeclaredEvents<E> {
  return Object.fromEntries(
    Object.entries(events).map(([key, fields]) => [key, { name: `${module}.${key}`, fields }]),
  ) as unknown as DeclaredEvents<E>
}
