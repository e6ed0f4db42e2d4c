// The front door: what other modules may ask of the network, in their own transaction.
export { namesOf } from './queries/names.ts'
export { listAreas, listKinds } from './queries/places.ts'
export { countRecipients, listRecipients, type Audience, type Recipient } from './queries/recipients.ts'
