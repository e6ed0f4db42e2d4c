import type { RawForm } from '#platform/http/forms.ts'
import type { Page } from '#platform/views/render.ts'
import { holds, type Actor } from '../actor.ts'
import type { AgencyRow } from '../agency/set-agency.ts'
import { callbackPath } from '../agency/set-out.ts'

export const refusedPage = (sentence: string): Page => ({
  template: 'auth/refused.njk',
  title: 'You are not signed in',
  section: 'Sign in',
  data: { sentence },
})

const fields = ['name', 'email', 'issuer', 'clientId', 'acrValues', 'amrValues'] as const

export function agenciesPage(
  agencies: readonly AgencyRow[],
  actor: Actor,
  origin: string,
  form: RawForm = {},
): Page {
  const typed = (name: string): string => (typeof form[name] === 'string' ? form[name] : '')
  return {
    template: 'auth/agencies.njk',
    title: 'Organisations that sign their own people in',
    section: 'Settings',
    data: {
      maySet: holds(actor, 'administrator'),
      // The client secret is never shown again, not even to the one who typed it wrongly.
      typed: Object.fromEntries(fields.map((name) => [name, typed(name)])),
      agencies: agencies.map((agency) => ({
        name: agency.name,
        issuer: agency.issuer,
        agreed: [...agency.acr_values, ...agency.amr_values].join(', '),
        callback: new URL(callbackPath(agency.id), origin).href,
        from: agency.active_from,
        to: agency.active_to,
        waits: agency.active_to === null && agency.confirmed_at === null,
        confirm: mayConfirm(agency, actor) ? `/settings/sign-in/${agency.id}/confirm` : null,
        end:
          agency.active_to === null && holds(actor, 'administrator')
            ? `/settings/sign-in/${agency.id}/end`
            : null,
      })),
    },
  }
}

const mayConfirm = (agency: AgencyRow, actor: Actor): boolean =>
  agency.active_to === null &&
  agency.confirmed_at === null &&
  (holds(actor, 'officer') || holds(actor, 'governance'))
