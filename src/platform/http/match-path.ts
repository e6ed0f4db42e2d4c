import type { DeclaredRoute } from './route.ts'

/** The parameters with which a path belongs to a route's pattern, or null. */
export function paramsOf(url: string, path: string): Record<string, string> | null {
  const wanted = url.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ''
    if (part.startsWith(':')) {
      if (value === '') return null
      try {
        params[part.slice(1)] = decodeURIComponent(value)
      } catch {
        return null
      }
    } else if (part !== value) return null
  }
  return params
}

/** The methods that an address takes, for the Allow header; none where nothing is declared at it. */
export function methodsAt(routes: readonly DeclaredRoute[], path: string): string[] {
  const methods = routes
    .filter((route) => paramsOf(route.url, path) !== null)
    .map((route) => route.method.replace('API_', ''))
  const all = methods.includes('GET') ? [...methods, 'HEAD'] : methods
  return [...new Set(all)].toSorted()
}
