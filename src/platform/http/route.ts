import type { z } from 'zod'
import { platformEvents } from '#platform/audit/events.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Partnership } from '#platform/config/partnership.ts'
import type { AuditEvent, Permission } from '#platform/declare/declarations.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { LiveBlock } from '#platform/declare/module.ts'
import type { Guard } from '#platform/guard/guard.ts'
import type { Answer } from './answers.ts'
import type { FieldError, RawForm, Uploaded } from './forms.ts'

/** Who may come in: the holders of a permission, everyone who has signed in, or (said in so many words) anyone. */
export type Allow = Permission | 'signed-in' | 'anyone'

/** What a route's code is handed. There is no outer database here: everything goes through `tx`. */
export type RouteContext<Params, Query> = {
  readonly tx: Tx
  readonly actor: Actor
  readonly now: Temporal.Instant
  readonly params: Params
  readonly query: Query
  readonly platform: RoutePlatform
  readonly request: RequestFacts
}

/** Facts of the request that few routes need. `address` is for limits only and is never stored beside a person. */
export type RequestFacts = {
  readonly id: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly address: string
  readonly path: string
  /** The query of the address as it was sent, without its question mark. */
  readonly search: string
}

/** What the house hands to every route; filled in by app.ts. */
export interface RoutePlatform {
  readonly origin: string
  readonly demo: boolean
  readonly signingKey: (purpose: string) => Buffer
  readonly partnership: Partnership
  /** The publication guard of the module that knows casework, or null while none does. */
  readonly guard: Guard | null
  /** What modules offer to fill in by itself inside an edition. */
  readonly blocks: readonly LiveBlock[]
}

/** `person` counts the one who is signed in, wherever they ask from; a visitor still counts by address. */
export type Limit = { readonly max: number; readonly perSeconds: number; readonly by: 'address' | 'person' }

/** No page is worth waiting longer for; whoever asked has gone by then. */
export const pageSeconds = 15

type Common = {
  readonly url: string
  readonly allow: Allow
  /** The event written down when it is used; 'none' only where there is nothing about anybody to see or change. */
  readonly audit: AuditEvent | readonly AuditEvent[] | 'none'
  readonly limit?: Limit
  /** Asked beyond `allow`: a sign-in that is strong enough for casework. */
  readonly strong?: boolean
}

export type GetRoute = Common & {
  readonly method: 'GET'
  readonly params: z.ZodType | null
  readonly query: z.ZodType | null
  /** The fields of the audit event, told from what was asked and answered. */
  readonly tells: ((context: RouteContext<never, never>, answer: Answer) => object) | null
  readonly show: (context: RouteContext<never, never>) => Promise<Answer | null>
  /** A page without any person in it may be answered to visitors from memory for this many seconds. */
  readonly freshForSeconds: number | null
  /** The key under which openings are counted, for public pages that count them; never anything about who opened it. */
  readonly counted: ((params: never) => string) | null
  /** After how many seconds a statement is cut off; null for reads that run long on purpose, such as exports. */
  readonly cutOffSeconds: number | null
  /** Stands also while the database is away: `show` never touches `tx`, and nothing is written down. */
  readonly withoutDatabase: boolean
}

export type PostContext<Params, Input> = RouteContext<Params, never> & {
  readonly input: Input
  readonly files: readonly Uploaded[]
}

export type AgainContext<Params> = RouteContext<Params, never> & {
  readonly form: RawForm
  readonly errors: readonly FieldError[]
}

export type PostRoute = Common & {
  readonly method: 'POST'
  readonly params: z.ZodType | null
  readonly body: z.ZodType
  /** Where a signed token in the address is the proof, a form token is not asked for: says which token. */
  readonly tokenIsProof: string | null
  /** Accepts files, each at most this large in bytes. */
  readonly files: { readonly most: number; readonly each: number } | null
  /** What must be done before the transaction begins because it takes long, such as reading a file into a plan. */
  readonly prepare: ((context: Omit<PostContext<never, never>, 'tx'>) => Promise<unknown>) | null
  readonly act: (context: PostContext<never, never> & { readonly prepared: never }) => Promise<unknown>
  readonly leadsTo: (result: never, context: PostContext<never, never>) => string | Answer
  readonly again: ((context: AgainContext<never>) => Promise<Answer>) | null
}

export type ApiRoute = Common & {
  readonly kind: 'api'
  readonly method: 'API_GET' | 'API_POST' | 'API_PUT' | 'API_DELETE'
  readonly says: string
  readonly scope: string
  readonly params: z.ZodType | null
  readonly query: z.ZodType | null
  readonly body: z.ZodType | null
  readonly gives: z.ZodType
  readonly tells: ((context: RouteContext<never, never>, answer: unknown) => object) | null
  readonly answer: (context: RouteContext<never, never> & { readonly input: never }) => Promise<unknown>
}

export type DeclaredRoute = GetRoute | PostRoute | ApiRoute

type Out<S> = S extends z.ZodType ? z.output<S> : Record<string, never>

type FieldsOf<E> =
  E extends AuditEvent<infer F>
    ? { readonly [K in F]: string | number | boolean | readonly string[] | null }
    : never

/**
 * Declares a page. `show` runs in one transaction under the actor's role, and the audit line is written in that same
 * transaction, so nothing is ever seen that was not written down. Null is "not here", whether hidden or absent.
 */
export function get<
  const E extends AuditEvent | 'none',
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
>(
  route: Omit<Common, 'audit'> & {
    audit: E
    params?: P
    query?: Q
    show: (context: RouteContext<Out<P>, Out<Q>>) => Promise<Answer | null>
    freshForSeconds?: number
    counted?: (params: Out<P>) => string
    slow?: boolean
    cutOffSeconds?: number
    withoutDatabase?: boolean
  } & (E extends AuditEvent<infer F>
      ? [F] extends [never]
        ? { tells?: undefined }
        : { tells: (context: RouteContext<Out<P>, Out<Q>>, answer: Answer) => FieldsOf<E> }
      : { tells?: undefined }),
): GetRoute {
  return {
    method: 'GET',
    ...route,
    params: route.params ?? null,
    query: route.query ?? null,
    tells: route.tells ?? null,
    show: route.show,
    freshForSeconds: route.freshForSeconds ?? null,
    counted: route.counted ?? null,
    cutOffSeconds: route.slow ? null : (route.cutOffSeconds ?? pageSeconds),
    withoutDatabase: route.withoutDatabase ?? false,
  }
}

/**
 * Declares a change. `act` runs in one transaction and must record one of the route's audit events, or everything is rolled
 * back. A second press of the same button gives the first one's answer. Bad input and refusals show `again` with the
 * person's answers and the sentences; where a form cannot be shown again, a plain page says the sentence.
 */
export function post<
  B extends z.ZodType,
  R,
  P extends z.ZodType | undefined = undefined,
  Prepared = undefined,
>(
  route: Common & {
    params?: P
    body: B
    tokenIsProof?: string
    files?: { most: number; each: number }
    prepare?: (context: Omit<PostContext<Out<P>, z.output<B>>, 'tx'>) => Promise<Prepared>
    act: (context: PostContext<Out<P>, z.output<B>> & { prepared: Prepared }) => Promise<R>
    leadsTo: (result: R, context: PostContext<Out<P>, z.output<B>>) => string | Answer
    again?: (context: AgainContext<Out<P>>) => Promise<Answer>
  },
): PostRoute {
  return {
    method: 'POST',
    ...route,
    params: route.params ?? null,
    tokenIsProof: route.tokenIsProof ?? null,
    files: route.files ?? null,
    prepare: route.prepare ?? null,
    act: route.act,
    leadsTo: route.leadsTo,
    again: route.again ?? null,
  }
}

/**
 * Declares an answer of the API: the same queries and actions as the pages, for an organisation's token with this scope. A
 * read writes down its event, or `platform.api_called` where it names none; a write's action records the route's event by
 * itself. Null is "not here", whether hidden or absent.
 */
export function api<
  G extends z.ZodType,
  E extends AuditEvent = typeof platformEvents.api_called,
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(route: {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  url: `/api/v1/${string}`
  /** What it does, in a sentence for the one who writes the program. */
  says: string
  scope: string
  audit?: E
  params?: P
  query?: Q
  body?: B
  gives: G
  limit?: Limit
  tells?: (context: RouteContext<Out<P>, Out<Q>>, answer: z.output<G>) => FieldsOf<E>
  answer: (context: RouteContext<Out<P>, Out<Q>> & { input: Out<B> }) => Promise<z.input<G> | null>
}): ApiRoute {
  return {
    ...route,
    kind: 'api',
    method: `API_${route.method}`,
    allow: 'signed-in',
    audit: route.audit ?? platformEvents.api_called,
    params: route.params ?? null,
    query: route.query ?? null,
    body: route.body ?? null,
    tells: (route.tells ?? null) as ApiRoute['tells'],
    answer: route.answer,
  }
}

/** A route as people and the audit read it: its method and its pattern, never an address with somebody's id. */
export const routeName = (route: DeclaredRoute): string => `${route.method.replace('API_', '')} ${route.url}`
