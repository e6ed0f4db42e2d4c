/** One sentence for every sign-in that did not come about, so that nobody learns which of many reasons it was. */
export const notSignedIn =
  'You could not be signed in this way. Ask for a new link, or ask your organisation’s coordinator whether you are on their list.'

export const linkIsOver =
  'This link has been used, has been replaced by a newer one, or is too old. Ask for a new one.'

export const agencySilent =
  'Your organisation’s own sign-in does not answer just now, or is not set up. Ask for a mailed link instead.'
