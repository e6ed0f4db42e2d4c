import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'

const notThisTime =
  'That did not work. Try again, or sign in with a link. Your device asks for your fingerprint, face or PIN: without it a passkey does not count.'

/** Asks the server for a challenge, the device for its answer, and sends that with the form as any other field. */
async function answerChallenge(form: HTMLFormElement, field: HTMLInputElement, from: string): Promise<void> {
  const body = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value)
  const reply = await fetch(from, { method: 'POST', body, headers: { accept: 'application/json' } })
  if (!reply.ok) throw new Error('no challenge')
  const optionsJSON: unknown = await reply.json()
  const answer = form.hasAttribute('data-passkey-new')
    ? await startRegistration({ optionsJSON: optionsJSON as PublicKeyCredentialCreationOptionsJSON })
    : await startAuthentication({ optionsJSON: optionsJSON as PublicKeyCredentialRequestOptionsJSON })
  field.value = JSON.stringify(answer)
}

function prepare(form: HTMLFormElement): void {
  const from = form.dataset['passkeyForm']
  const field = form.elements.namedItem('response')
  const problem = form.querySelector<HTMLElement>('[data-passkey-problem]')
  if (!from || !(field instanceof HTMLInputElement)) return
  form.addEventListener('submit', (event) => {
    if (field.value !== '') return
    event.preventDefault()
    if (problem) problem.hidden = true
    answerChallenge(form, field, from).then(
      () => form.submit(),
      () => {
        field.value = ''
        if (problem) {
          problem.textContent = notThisTime
          problem.hidden = false
        }
      },
    )
  })
}

if (browserSupportsWebAuthn()) {
  for (const part of document.querySelectorAll<HTMLElement>('[data-passkey-sign-in]')) part.hidden = false
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey-form]')) prepare(form)
}
