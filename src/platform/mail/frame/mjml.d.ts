// The package carries no types. Only what we use of it.
declare module 'mjml' {
  type Options = {
    readonly validationLevel: 'strict' | 'soft' | 'skip'
    readonly keepComments: boolean
    readonly fonts: Readonly<Record<string, string>>
  }
  function mjml2html(input: string, options: Options): Promise<{ readonly html: string }>
  export = mjml2html
}
