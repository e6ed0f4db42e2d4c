import { z } from 'zod'
import { goToSaying, show } from '#platform/http/answers.ts'
import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { id, line, readDay } from '#platform/http/forms.ts'
import { Refusal } from '#platform/http/refusal.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { get, post } from '#platform/http/route.ts'
import { addArea, addKind, changeArea, changeKind } from '../actions/keep-places.ts'
import { events, permissions } from '../declarations.ts'
import { listAllAreas, listCountedKinds } from '../queries/places.ts'
import { londonDay } from '../rules/london-day.ts'
import { placesPage } from '../views/places.page.ts'
import { mayRun } from './may.ts'

type Again = { readonly form: RawForm; readonly errors: readonly FieldError[]; readonly at: string }

const page = async (
  context: { tx: Tx; actor: Actor; now: Temporal.Instant },
  again?: Again,
  edit: string | null = null,
) =>
  show(
    placesPage({
      areas: await listAllAreas(context.tx, londonDay(context.now)),
      kinds: await listCountedKinds(context.tx, londonDay(context.now)),
      runs: mayRun(context.actor),
      edit,
      ...(again ? { again } : {}),
    }),
  )

const view = get({
  url: '/network/areas',
  allow: permissions.see,
  audit: events.places_viewed,
  query: z.object({ edit: z.string().max(60).nullable().default(null) }),
  show: (context) => page(context, undefined, context.query.edit),
})

const newArea = post({
  url: '/network/areas',
  allow: permissions.run,
  audit: events.area_added,
  body: z.object({ area: line('Enter the name of the area') }),
  act: ({ tx, actor, input, now }) => addArea(tx, actor, input.area, now),
  leadsTo: () => goToSaying('/network/areas', 'The area was added.'),
  again: ({ form, errors, ...context }) => page(context, { form, errors, at: 'new' }),
})

const oldArea = post({
  url: '/network/areas/:id',
  allow: permissions.run,
  audit: events.area_changed,
  params: z.object({ id: id() }),
  body: z.looseObject({ name: line('Enter the name of the area') }),
  act: ({ tx, actor, params, input }) => {
    const { name, ...rest } = input
    const boxes = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)]))
    const lastOn = readDay(boxes, 'lastOn', 'Enter a day that exists, like 27 3 2026')
    if (lastOn && 'message' in lastOn) throw new Refusal('no_day', lastOn.message, 'lastOn')
    return changeArea(tx, actor, { id: params.id, name, lastOn })
  },
  leadsTo: () => goToSaying('/network/areas', 'The area was changed.'),
  again: ({ form, errors, params, ...context }) => page(context, { form, errors, at: params.id }),
})

const newKind = post({
  url: '/network/kinds',
  allow: permissions.run,
  audit: events.kind_added,
  body: z.object({ kind: line('Enter the name of the kind', 100) }),
  act: ({ tx, actor, input }) => addKind(tx, actor, input.kind),
  leadsTo: () => goToSaying('/network/areas', 'The kind was added.'),
  again: ({ form, errors, ...context }) => page(context, { form, errors, at: 'new' }),
})

const oldKind = post({
  url: '/network/kinds/:key',
  allow: permissions.run,
  audit: events.kind_changed,
  params: z.object({ key: z.string().max(60) }),
  body: z.object({ name: line('Enter the name of the kind', 100) }),
  act: ({ tx, actor, params, input }) => changeKind(tx, actor, { ...params, ...input }),
  leadsTo: () => goToSaying('/network/areas', 'The kind was changed.'),
  again: ({ form, errors, params, ...context }) => page(context, { form, errors, at: params.key }),
})

export const placesRoutes = [view, newArea, oldArea, newKind, oldKind]
