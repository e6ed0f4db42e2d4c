import assert from 'node:assert/strict'
import test from 'node:test'
import * as format from './format.ts'

const clockAt = (time: string): string => format.clock(`2016-01-15T${time}:00Z`)
const now = Temporal.Instant.from('2016-04-04T08:30:00Z')

test('a day is written with its weekday, short month and year', () => {
  assert.equal(format.day('2016-04-07'), 'Thu 7 Apr 2016')
  assert.equal(format.day(Temporal.PlainDate.from('2016-12-25')), 'Sun 25 Dec 2016')
  assert.equal(format.dayInFull('2016-04-07'), '7 April 2016')
  assert.equal(format.monthInFull('2016-04-07'), 'April 2016')
})

test('a moment late in the evening of UTC belongs to the next day of a London summer', () => {
  const late = Temporal.Instant.from('2016-06-30T23:30:00Z')
  assert.equal(format.day(late), 'Fri 1 Jul 2016')
  assert.equal(format.moment(late), 'Fri 1 Jul 2016, 12:30am')
  assert.equal(format.moment('2016-01-15T23:30:00Z'), 'Fri 15 Jan 2016, 11:30pm')
})

test('both times of the hour that comes twice in October are told by their own offset', () => {
  assert.equal(format.moment('2016-10-30T00:30:00Z'), 'Sun 30 Oct 2016, 1:30am')
  assert.equal(format.moment('2016-10-30T01:30:00Z'), 'Sun 30 Oct 2016, 1:30am')
})

test('the clock says midday and midnight and leaves out empty minutes', () => {
  assert.deepEqual(['00:00', '00:05', '09:00', '11:59', '12:00', '12:01', '15:05', '23:00'].map(clockAt), [
    'midnight',
    '12:05am',
    '9am',
    '11:59am',
    'midday',
    '12:01pm',
    '3:05pm',
    '11pm',
  ])
})

test('text without an offset is refused, because it could mean any zone', () => {
  assert.throws(() => format.moment('2016-04-07T15:05:00'), RangeError)
})

test('a deadline is counted in calendar days, not in hours', () => {
  const justBeforeMidnight = '2016-04-04T22:59:00Z'
  assert.equal(format.inDays('2016-04-04', now), 'today')
  assert.equal(format.inDays('2016-04-05', justBeforeMidnight), 'tomorrow')
  assert.equal(format.inDays('2016-04-07', now), 'in 3 days')
  assert.equal(format.inDays('2016-04-03', now), 'yesterday')
  assert.equal(format.inDays('2016-03-22', now), '13 days ago')
  assert.equal(format.inDays('2016-03-21', now), '2 weeks ago')
  assert.equal(format.inDays('2016-07-04', now), 'in 2 months')
  assert.equal(format.inDays('2019-04-04', now), 'in 2 years')
})

test('what has just happened is told in minutes and hours, older things by the day', () => {
  const before = (duration: string): string => format.ago(now.subtract(duration), now)
  assert.deepEqual(['PT20S', 'PT61S', 'PT59M', 'PT3H', 'PT8H', 'PT13H', 'PT72H'].map(before), [
    'just now',
    '1 minute ago',
    '59 minutes ago',
    '3 hours ago',
    '8 hours ago',
    'yesterday',
    '3 days ago',
  ])
  assert.equal(format.ago(now.add('PT5H'), now), 'in 5 hours')
  assert.equal(format.ago(now.add('PT72H'), now), 'in 3 days')
})

test('a date of the database, as text or as an object, reads the same as a moment', () => {
  assert.equal(format.moment(new Date('2016-04-07T14:05:00Z')), 'Thu 7 Apr 2016, 3:05pm')
  assert.equal(format.machineTime(new Date('2016-04-07T14:05:00.123Z')), '2016-04-07T14:05:00Z')
  assert.equal(format.machineTime('2016-04-07'), '2016-04-07')
})

test('counts carry commas and their word follows the number', () => {
  assert.equal(format.count(10412), '10,412')
  assert.equal(format.plural(1, 'person', 'people'), '1 person')
  assert.equal(format.plural(0, 'person', 'people'), '0 people')
  assert.equal(format.plural(1200, 'mail'), '1,200 mails')
})

test('sizes are rounded to what a person compares', () => {
  assert.deepEqual(
    [0, 1, 999, 1000, 30_400, 999_600, 1_240_000, 20_000_000, 3_500_000_000].map(format.bytes),
    ['0 bytes', '1 byte', '999 bytes', '1 kB', '30 kB', '1 MB', '1.2 MB', '20 MB', '3.5 GB'],
  )
})

test('a list in words has "and" before its last item only', () => {
  assert.equal(format.inWords([]), '')
  assert.equal(format.inWords(['police']), 'police')
  assert.equal(format.inWords(['police', 'health']), 'police and health')
  assert.equal(format.inWords(['police', 'health', 'schools'], 'or'), 'police, health or schools')
})

test('a share says 100% only when all is done and 0% only when nothing is', () => {
  assert.deepEqual(
    [format.share(0, 10_000), format.share(1, 10_000), format.share(9_999, 10_000), format.share(5, 5)],
    ['0%', '1%', '99%', '100%'],
  )
  assert.equal(format.share(0, 0), '0%')
})
