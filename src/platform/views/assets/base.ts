/**
 * The only script on every page. It does nothing the page needs: each part below improves something that already works,
 * and is fetched only where the page has it.
 */
type Enhancement = (element: HTMLElement) => unknown

const enhancements: Record<string, () => Promise<Enhancement>> = {
  'govuk-error-summary': async () => {
    const { ErrorSummary } =
      await import('govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs')
    return (element) => new ErrorSummary(element)
  },
  'govuk-radios': async () => {
    const { Radios } = await import('govuk-frontend/dist/govuk/components/radios/radios.mjs')
    return (element) => new Radios(element)
  },
  'govuk-checkboxes': async () => {
    const { Checkboxes } = await import('govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs')
    return (element) => new Checkboxes(element)
  },
  'govuk-character-count': async () => {
    const { CharacterCount } =
      await import('govuk-frontend/dist/govuk/components/character-count/character-count.mjs')
    return (element) => new CharacterCount(element)
  },
  'govuk-exit-this-page': async () => {
    const { ExitThisPage } =
      await import('govuk-frontend/dist/govuk/components/exit-this-page/exit-this-page.mjs')
    return (element) => new ExitThisPage(element)
  },
  'govuk-file-upload': async () => {
    const { FileUpload } = await import('govuk-frontend/dist/govuk/components/file-upload/file-upload.mjs')
    return (element) => new FileUpload(element)
  },
  'holdfast-live': async () => (await import('./live.ts')).keepLive,
}

// GOV.UK's parts look for these two before they start; their own inline script would need a hole in our policy.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')

for (const [name, load] of Object.entries(enhancements)) {
  const elements = document.querySelectorAll<HTMLElement>(`[data-module="${name}"]`)
  if (elements.length > 0) void enhance(elements, load)
}

async function enhance(elements: NodeListOf<HTMLElement>, load: () => Promise<Enhancement>): Promise<void> {
  const start = await load()
  for (const element of elements) start(element)
}

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}

// A second click within a second is a slip, most often on a slow phone. The server would answer it the same way;
// this only spares the wait.
document.addEventListener('submit', (event) => {
  const form = event.target
  if (!(form instanceof HTMLFormElement)) return
  if (form.dataset['sent'] === 'yes') {
    event.preventDefault()
    return
  }
  form.dataset['sent'] = 'yes'
  setTimeout(() => delete form.dataset['sent'], 1000)
})
