const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Chrome|Chromium|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'Mac'],
  [/\bCrOS\b/, 'Chromebook'],
  [/\bLinux\b/, 'Linux'],
]

const first = (list: typeof browsers, text: string): string | null =>
  list.find(([shape]) => shape.test(text))?.[1] ?? null

/**
 * A browser in words that its owner knows again in a list, such as "Firefox on Windows". Only these few words are kept: the full
 * text that a browser sends is close to a fingerprint.
 */
export function deviceOf(userAgent: string | undefined): string {
  const browser = first(browsers, userAgent ?? '') ?? 'A browser'
  const system = first(systems, userAgent ?? '')
  return system ? `${browser} on ${system}` : browser
}

/** The same, from the headers of a request. */
export function deviceFrom(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  const sent = headers['user-agent']
  return deviceOf(typeof sent === 'string' ? sent : undefined)
}
