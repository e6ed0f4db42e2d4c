/* govuk-frontend ships no types for its browser modules: these are the parts of them that we call. */
declare module 'govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs' {
  export const ErrorSummary: new (element: HTMLElement) => object
}
declare module 'govuk-frontend/dist/govuk/components/radios/radios.mjs' {
  export const Radios: new (element: HTMLElement) => object
}
declare module 'govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs' {
  export const Checkboxes: new (element: HTMLElement) => object
}
declare module 'govuk-frontend/dist/govuk/components/character-count/character-count.mjs' {
  export const CharacterCount: new (element: HTMLElement) => object
}
declare module 'govuk-frontend/dist/govuk/components/exit-this-page/exit-this-page.mjs' {
  export const ExitThisPage: new (element: HTMLElement) => object
}
declare module 'govuk-frontend/dist/govuk/components/file-upload/file-upload.mjs' {
  export const FileUpload: new (element: HTMLElement) => object
}
