/** So many mails of an edition are kept to be looked at where none are sent; the others are only counted. */
export const keptSample = 20
