import { parseHTML } from 'linkedom'

/**
 * What is wrong with a page that any page may get wrong: its title and heading, ids, labels, forms, links to itself, and
 * anything our content policy would refuse. Run on every page a test fetches, so that nobody has to remember to.
 */
export function pageProblems(html: string): string[] {
  const { document } = parseHTML(html)
  const problems: string[] = []
  const all = (selector: string) => [...document.querySelectorAll(selector)]

  if (!/^<!doctype html>/i.test(html.trimStart())) problems.push('no doctype')
  if (document.documentElement?.getAttribute('lang') === null)
    problems.push('no language on the html element')
  const headings = all('h1')
  const heading = words(headings[0]?.textContent)
  if (headings.length !== 1) problems.push(`${headings.length} h1 elements`)
  const title = words(document.querySelector('title')?.textContent)
  const begins = title.replace(/^Error: /, '')
  if (headings.length === 1 && !begins.startsWith(heading))
    problems.push(`the title “${title}” does not begin with the h1 “${heading}”`)

  const ids = all('[id]').map((element) => element.id)
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index)))
    problems.push(`id ${id} stands twice`)
  const known = new Set(ids)
  for (const link of all('a[href^="#"]')) {
    const target = link.getAttribute('href')?.slice(1) ?? ''
    if (target !== '' && !known.has(target))
      problems.push(`a link leads to #${target}, which is not on the page`)
  }
  for (const attribute of ['for', 'aria-describedby', 'aria-labelledby', 'aria-controls']) {
    for (const element of all(`[${attribute}]`))
      for (const id of (element.getAttribute(attribute) ?? '').split(/\s+/).filter(Boolean))
        if (!known.has(id)) problems.push(`${attribute}="${id}" names nothing on the page`)
  }
  for (const field of all(
    'input:not([type=hidden]):not([type=submit]):not([type=button]), select, textarea',
  )) {
    const labelled =
      field.getAttribute('aria-label') ??
      field.getAttribute('aria-labelledby') ??
      (field.id ? document.querySelector(`label[for="${field.id}"]`) : null) ??
      field.closest('label')
    if (!labelled) problems.push(`a field has no label: ${field.getAttribute('name') ?? field.tagName}`)
  }
  for (const image of all('img')) if (image.getAttribute('alt') === null) problems.push('an image has no alt')
  for (const form of all('form')) {
    const method = (form.getAttribute('method') ?? 'get').toLowerCase()
    if (!form.getAttribute('action')) problems.push('a form has no action')
    if (
      method === 'post' &&
      document.querySelector('[data-signed-in]') &&
      !form.querySelector('input[name="_token"]')
    )
      problems.push(`the form to ${form.getAttribute('action') ?? ''} has no token`)
  }
  for (const element of all('*')) {
    for (const { name } of element.attributes) {
      if (name === 'style' || /^on[a-z]+$/.test(name)) problems.push(`${element.tagName} carries ${name}`)
    }
  }
  for (const script of all('script'))
    if (!script.getAttribute('src')) problems.push('a script stands in the page')
  if (all('style').length > 0) problems.push('a style stands in the page')
  if (/\bundefined\b|\[object Object\]|\bNaN\b/.test(words(document.querySelector('main')?.textContent)))
    problems.push('the page shows undefined, NaN or [object Object]')
  return problems
}

const words = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim()
