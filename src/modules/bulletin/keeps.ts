import type { Keeping } from '#platform/declare/module.ts'

const history = 'the partnership must be able to show what it told people, and who wrote and approved it'

/** How long the rows of writing, approving and publishing are kept. */
export const keeps: readonly Keeping[] = [
  { table: 'bulletin.edition', kept: 'for good', because: history },
  { table: 'bulletin.edition_version', kept: 'for good', because: history },
  { table: 'bulletin.post', kept: 'for good', because: history },
  { table: 'bulletin.post_version', kept: 'for good', because: history },
  { table: 'bulletin.article', kept: 'for good', because: history },
  { table: 'bulletin.article_version', kept: 'for good', because: history },
  {
    table: 'bulletin.autosave',
    kept: 'until it is saved, or 30 days',
    because: 'it is a net for a crash, not a record',
  },
  { table: 'bulletin.presence', kept: 'one day', because: 'it says who has a text open now' },
  { table: 'bulletin.picture', kept: 'as long as its edition or post', because: history },
  { table: 'bulletin.approval', kept: 'for good', because: history },
  { table: 'bulletin.guard_hit', kept: 'for good', because: history },
  { table: 'bulletin.absence', kept: 'for good', because: 'a decision by a deputy names it' },
  { table: 'bulletin.publication', kept: 'for good', because: 'its address is permanent' },
  { table: 'bulletin.view_count', kept: 'for good', because: 'it is about nobody' },
  {
    table: 'bulletin.import',
    kept: 'for good once confirmed, else 7 days',
    because: 'what was not confirmed was only looked at',
  },
]
