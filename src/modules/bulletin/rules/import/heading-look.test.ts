import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCapitals, isProse, isSmallLine, looksLikeHeading } from './heading-look.ts'

test('short lines that name something look like headings', () => {
  for (const text of [
    'New leaflets',
    'Are you a new champion?',
    'TRAINING DATES',
    'The Crossings Programme - what young people told us about it',
    '2016 forum dates',
    '“Safe at home” week',
    'iLearn is moving',
    'What to do when a child tells you',
    'What’s on',
    'حملة جديدة',
  ])
    assert.ok(looksLikeHeading(text), text)
})

test('sentences, dates, labels, calls to act, greetings and addresses do not', () => {
  for (const text of [
    'The forum is on Friday.',
    'and more',
    'We will send the form with',
    'Tuesday 4 June - Hall A',
    '10am to 12pm',
    'Venue: Town Hall',
    'Read more here',
    'Dear colleagues',
    'Kind regards',
    'Thank you!',
    'https://board.example/forum',
    'ann@school.example',
    '01632 960123',
    'Page 2 of 4',
    'Dates; Places; Times',
    'It is open. Come in',
  ])
    assert.ok(!looksLikeHeading(text), text)
})

test('capitals, small lines and prose are told apart', () => {
  assert.ok(isCapitals('NEWS OF PCSOs'))
  assert.ok(!isCapitals('CSE Update'))
  assert.ok(!isCapitals('IT'))
  assert.ok(isSmallLine('Book now'))
  assert.ok(!isSmallLine('Bookings open'))
  assert.ok(isProse('Read more here.'))
  assert.ok(isProse('The main changes are these:'))
  assert.ok(!isProse('Jo Penrose'))
})
