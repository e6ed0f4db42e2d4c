import { declarations } from './settings.ts'

/** `docs/operations/settings.md`, made from the declarations so that it cannot say otherwise. */
export function settingsPage(): string {
  const rows = Object.entries(declarations).map(
    ([name, { says, fallback }]) =>
      `| \`${name}\` | ${says} | ${/^[\w./:-]+$/.test(fallback) && !/^(none|no)$/.test(fallback) ? `\`${fallback}\`` : fallback} |`,
  )
  return `# Settings

Holdfast reads these from its environment when it starts. A name that begins with HOLDFAST_ and is not here is refused, so that a
misspelt setting is noticed. This page is made by \`bin/holdfast docs settings\` from src/platform/config/settings.ts.

| setting | what it is for | without it |
|---|---|---|
${rows.join('\n')}
`
}
