import { oneLine } from '../one-line.ts'
import { dark, light, systemFont } from './colours.ts'
import { escapeHtml, hrefOf } from './escape.ts'
import { foldText } from './text.ts'

/** An ordinary service mail: one thing to say and at most one thing to do. Nothing about a child belongs here. */
export type Notice = {
  readonly partnership: string
  readonly heading: string
  readonly paragraphs: readonly string[]
  readonly action?: { readonly label: string; readonly url: string } | undefined
  /** Said under the button, such as how long the link works. */
  readonly afterAction?: readonly string[] | undefined
  readonly reference?: string | undefined
  /** Why this came, in one sentence. */
  readonly why: string
}

export type RenderedMail = { readonly html: string; readonly text: string }

/** The two bodies of a notice. All words arrive as plain text and are escaped here. */
export function renderNotice(notice: Notice): RenderedMail {
  return { html: noticeHtml(notice), text: noticeText(notice) }
}

function noticeText(notice: Notice): string {
  const action = notice.action ? [`${oneLine(notice.action.label)}:\n${notice.action.url}`] : []
  const reference = notice.reference ? [`Reference: ${oneLine(notice.reference)}`] : []
  return [
    oneLine(notice.heading),
    ...notice.paragraphs.map((paragraph) => foldText(paragraph)),
    ...action,
    ...(notice.afterAction ?? []).map((paragraph) => foldText(paragraph)),
    ...reference,
    // "-- " alone on a line is the sign that mail programs know as the end of the message proper.
    `-- \n${oneLine(notice.partnership)}\n${foldText(notice.why)}`,
  ].join('\n\n')
}

function noticeHtml(notice: Notice): string {
  const body = [
    `<h1 class="heading" style="margin:0 0 20px;font-size:24px;line-height:30px;color:${light.tide}">${escapeHtml(oneLine(notice.heading))}</h1>`,
    ...notice.paragraphs.map(paragraphHtml),
    ...(notice.action ? [buttonHtml(notice.action)] : []),
    ...(notice.afterAction ?? []).map(paragraphHtml),
    ...(notice.reference ? [paragraphHtml(`Reference: ${notice.reference}`)] : []),
  ].join('\n')
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(oneLine(notice.heading))}</title>
<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  .ground { background: ${dark.mist} !important; }
  .sheet { background: ${dark.paper} !important; border-color: ${dark.line} !important; }
  .heading { color: ${dark.heading} !important; }
  .ink { color: ${dark.ink} !important; }
  .quiet { color: ${dark.quiet} !important; }
  .link { color: ${dark.link} !important; }
}
</style>
</head>
<body class="ground" style="margin:0;padding:0;background:${light.mist}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="ground" style="background:${light.mist}">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px">
<tr><td bgcolor="${light.tide}" style="background:${light.tide};padding:16px 24px;font:bold 18px/24px ${systemFont};color:#FFFFFF">${escapeHtml(oneLine(notice.partnership))}</td></tr>
<tr><td class="sheet" style="background:${light.paper};padding:28px 24px 12px;border:1px solid ${light.line};border-top:0;font:16px/24px ${systemFont};color:${light.ink}">
${body}
</td></tr>
<tr><td class="quiet" style="padding:16px 24px;font:14px/20px ${systemFont};color:${light.quiet}">${escapeHtml(notice.why)}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`
}

function paragraphHtml(text: string): string {
  return `<p class="ink" style="margin:0 0 16px;font-size:16px;line-height:24px;color:${light.ink}">${escapeHtml(text)}</p>`
}

/** The address stands under the button as well: some offices strip buttons, and a person may want to see where it leads. */
function buttonHtml(action: { readonly label: string; readonly url: string }): string {
  const href = hrefOf(action.url)
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 16px"><tr><td bgcolor="${light.go}" style="background:${light.go};border-radius:4px"><a href="${href}" style="display:inline-block;padding:12px 20px;font:bold 18px/24px ${systemFont};color:#FFFFFF;text-decoration:none">${escapeHtml(action.label)}</a></td></tr></table>
<p class="quiet" style="margin:0 0 16px;font-size:14px;line-height:20px;color:${light.quiet};word-break:break-all">Or open this address: <a class="link" href="${href}" style="color:${light.link}">${escapeHtml(action.url)}</a></p>`
}
