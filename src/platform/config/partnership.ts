import type { Settings } from './settings.ts'

/** Whose Holdfast this is: what stands on every page and mail. */
export type Partnership = {
  readonly name: string
  readonly shortName: string
  /** The mail address at which a person answers for this service. */
  readonly contact: string
  readonly postalAddress: string
}

/** Whose Holdfast a demo is. */
export const demoPartnership: Partnership = {
  name: 'Fernshire Safeguarding Children Partnership',
  shortName: 'Fernshire',
  contact: 'holdfast@fernshire.example',
  postalAddress: '1 Harbour Square, Merehaven',
}

/**
 * Reads whose Holdfast this is. A demo is Fernshire's where nothing else is set; production has been held to its own name by
 * `assertFitForProduction` before this is asked.
 */
export function readPartnership(settings: Settings): Partnership {
  const name = settings.HOLDFAST_PARTNERSHIP_NAME ?? demoPartnership.name
  return {
    name,
    shortName:
      settings.HOLDFAST_PARTNERSHIP_SHORT_NAME ??
      (name === demoPartnership.name ? demoPartnership.shortName : name),
    contact: settings.HOLDFAST_PARTNERSHIP_CONTACT ?? demoPartnership.contact,
    postalAddress: settings.HOLDFAST_PARTNERSHIP_ADDRESS ?? demoPartnership.postalAddress,
  }
}
