import assert from 'node:assert/strict'
import { parseHTML } from 'linkedom'
import type { LightMyRequestResponse } from 'fastify'
import type { App } from '#src/app.ts'
import { pageProblems } from './page-problems.ts'
import { visits } from './visits.ts'

export type FetchedPage = {
  readonly status: number
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
  readonly body: string
  readonly document: Document
  /** The words of the page as a person reads them, without what is around the main part. */
  readonly text: string
  readonly h1: string
  readonly errors: readonly string[]
}

type Fields = Readonly<Record<string, string | readonly string[]>>
type FileField = {
  readonly field: string
  readonly name: string
  readonly bytes: Buffer
  readonly type?: string
}

/** A browser without scripts, over the real server: cookies, redirects, forms as they stand on the page, and the page checks. */
export function createBrowser(app: App, who: 'visitor' | 'person', host: string) {
  const cookies = new Map<string, string>()
  let here = '/'

  const keepCookies = (response: LightMyRequestResponse) => {
    for (const cookie of response.cookies) {
      if (cookie.maxAge === 0 || cookie.value === '') cookies.delete(cookie.name)
      else cookies.set(cookie.name, cookie.value)
    }
  }
  const headers = () => ({
    host,
    ...(cookies.size > 0
      ? { cookie: [...cookies].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('; ') }
      : {}),
  })
  const note = (method: string, url: string, status: number) => {
    visits.push({ method, path: url.split('?')[0] ?? '/', by: who, status })
  }

  async function raw(
    method: 'GET' | 'POST' | 'HEAD',
    url: string,
    payload?: string | Buffer,
    more: Record<string, string> = {},
  ) {
    const response = await app.server.inject({
      method,
      url,
      headers: {
        ...headers(),
        ...(method === 'POST' ? { 'sec-fetch-site': 'same-origin', origin: `http://${host}` } : {}),
        ...more,
      },
      ...(payload === undefined ? {} : { payload }),
    })
    keepCookies(response)
    note(method, url, response.statusCode)
    return response
  }

  function pageOf(response: LightMyRequestResponse, url: string): FetchedPage {
    const body = response.body
    const html = (response.headers['content-type'] ?? '').startsWith('text/html')
    const { document } = parseHTML(html ? body : '<!doctype html><html><body></body></html>')
    if (html) assert.deepEqual(pageProblems(body), [], `${url} is not a sound page`)
    const main = document.querySelector('main') ?? document.body
    return {
      status: response.statusCode,
      url,
      headers: response.headers,
      body,
      document,
      text: (main?.textContent ?? '').replace(/\s+/g, ' ').trim(),
      h1: (document.querySelector('h1')?.textContent ?? '').replace(/\s+/g, ' ').trim(),
      errors: [...document.querySelectorAll('.govuk-error-summary__list li')].map((one) =>
        (one.textContent ?? '').trim(),
      ),
    }
  }

  async function follow(response: LightMyRequestResponse, url: string): Promise<FetchedPage> {
    let [current, at] = [response, url]
    for (let hops = 0; hops < 10 && [301, 302, 303, 307].includes(current.statusCode); hops += 1) {
      at = new URL(String(current.headers.location), `http://${host}${at}`).href.replace(`http://${host}`, '')
      assert.ok(at.startsWith('/'), `sent away to ${at}`)
      current = await raw('GET', at)
    }
    here = at
    return pageOf(current, at)
  }

  const encode = (fields: Fields) => {
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries(fields))
      for (const one of typeof value === 'string' ? [value] : value) search.append(name, one)
    return search.toString()
  }

  async function post(
    url: string,
    fields: Fields,
    options: { follow?: boolean; headers?: Record<string, string> } = {},
  ) {
    const response = await raw('POST', url, encode(fields), {
      'content-type': 'application/x-www-form-urlencoded',
      ...options.headers,
    })
    return options.follow === false ? pageOf(response, url) : follow(response, url)
  }

  async function postFiles(url: string, fields: Fields, files: readonly FileField[]) {
    const boundary = `----holdfast${files.length}boundary`
    const parts: Buffer[] = []
    for (const [name, value] of Object.entries(fields))
      for (const one of typeof value === 'string' ? [value] : value)
        parts.push(
          Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${one}\r\n`),
        )
    for (const file of files) {
      const type = file.type ?? 'application/octet-stream'
      const head = `--${boundary}\r\ncontent-disposition: form-data; name="${file.field}"; filename="${file.name}"\r\ncontent-type: ${type}\r\n\r\n`
      parts.push(Buffer.from(head), file.bytes, Buffer.from('\r\n'))
    }
    parts.push(Buffer.from(`--${boundary}--\r\n`))
    const response = await raw('POST', url, Buffer.concat(parts), {
      'content-type': `multipart/form-data; boundary=${boundary}`,
    })
    return follow(response, url)
  }

  /** The fields of a form as they stand on a page: what a browser would send if its button were pressed. */
  function formOf(page: FetchedPage, action: string) {
    const forms = [...page.document.querySelectorAll('form')]
    const form = forms.find((one) => one.getAttribute('action') === action) ?? null
    assert.ok(
      form,
      `no form leads to ${action}; there are ${forms.map((one) => one.getAttribute('action')).join(', ')}`,
    )
    const fields: Record<string, string | string[]> = {}
    for (const field of form.querySelectorAll<HTMLInputElement>('input, select, textarea')) {
      const name = field.getAttribute('name')
      const type = field.getAttribute('type') ?? ''
      if (!name || type === 'file' || field.hasAttribute('disabled')) continue
      if (['checkbox', 'radio'].includes(type) && !field.hasAttribute('checked')) continue
      const value =
        field.tagName === 'SELECT'
          ? (field.querySelector('option[selected]')?.getAttribute('value') ??
            field.querySelector('option')?.getAttribute('value') ??
            '')
          : field.tagName === 'TEXTAREA'
            ? (field.textContent ?? '')
            : (field.getAttribute('value') ?? (type === 'checkbox' ? 'on' : ''))
      const earlier = fields[name]
      if (earlier === undefined) fields[name] = value
      else fields[name] = [...(Array.isArray(earlier) ? earlier : [earlier]), value]
    }
    return fields
  }

  return {
    cookies,
    get here() {
      return here
    },
    /** Fetches a page and follows redirects; every HTML page is checked. */
    get: async (url: string) => follow(await raw('GET', url), url),
    /** Fetches without following, for looking at the answer itself. */
    fetch: async (url: string, more: Record<string, string> = {}) =>
      pageOf(await raw('GET', url, undefined, more), url),
    raw,
    post,
    postFiles,
    formOf,
    /** Fills in and sends the form on a page that leads to `action`, with whatever else the form holds. */
    submit: (page: FetchedPage, action: string, fields: Fields = {}, files: readonly FileField[] = []) => {
      const all = { ...formOf(page, action), ...fields }
      return files.length > 0 ? postFiles(action, all, files) : post(action, all)
    },
  }
}

export type Browser = ReturnType<typeof createBrowser>
