import assert from 'node:assert/strict'
import test from 'node:test'
import { pagesFor, type Pages } from './pages.ts'

const hrefOf = (page: number): string => `?page=${page}`
const shown = ({ items }: Pages): string =>
  items.map((item) => ('ellipsis' in item ? '…' : item.current ? `[${item.number}]` : item.number)).join(' ')

test('the first, the last and the neighbours of the current page are shown, with gaps between', () => {
  assert.equal(shown(pagesFor({ page: 10, total: 500, hrefOf })), '1 … 9 [10] 11 … 20')
  assert.equal(shown(pagesFor({ page: 1, total: 500, hrefOf })), '[1] 2 … 20')
  assert.equal(shown(pagesFor({ page: 20, total: 500, hrefOf })), '1 … 19 [20]')
})

test('a gap of a single page is that page', () => {
  assert.equal(shown(pagesFor({ page: 4, total: 225, hrefOf })), '1 2 3 [4] 5 … 9')
})

test('a page beyond the end is the last one and a page before the start the first', () => {
  assert.equal(pagesFor({ page: 99, total: 30, hrefOf }).page, 2)
  assert.equal(pagesFor({ page: -3, total: 30, hrefOf }).page, 1)
})

test('an empty list runs from nothing to nothing and has nowhere to go', () => {
  const { from, to, count, previous, next } = pagesFor({ page: 1, total: 0, hrefOf })
  assert.deepEqual(
    { from, to, count, previous, next },
    { from: 0, to: 0, count: 1, previous: null, next: null },
  )
})

test('the last page ends at the last row', () => {
  const { from, to, next } = pagesFor({ page: 9, total: 212, hrefOf })
  assert.deepEqual({ from, to, next }, { from: 201, to: 212, next: null })
})

test('where counting stopped early no last page is claimed and there is always a next one', () => {
  const pages = pagesFor({ page: 40, total: 1000, atLeast: true, hrefOf })
  assert.equal(shown(pages), '1 … 39 [40] …')
  assert.equal(pages.next, '?page=41')
})
