import { dark, light, systemFont } from './colours.ts'

/** Put onto the elements themselves, since some programs drop a style sheet. */
export const inlineStyle = `
h1.title { margin: 0; font-size: 30px; line-height: 36px; font-weight: bold; color: #FFFFFF; }
h2.heading { margin: 0 0 14px; font-size: 23px; line-height: 29px; font-weight: bold; color: ${light.tide}; }
h2.contents { margin: 0 0 10px; font-size: 18px; line-height: 24px; font-weight: bold; color: ${light.tide}; }
h3 { margin: 20px 0 8px; font-size: 18px; line-height: 24px; font-weight: bold; color: ${light.ink}; }
h4, h5 { margin: 16px 0 6px; font-size: 16px; line-height: 24px; font-weight: bold; color: ${light.ink}; }
p { margin: 0 0 16px; }
ul, ol { margin: 0 0 16px; padding: 0 0 0 24px; }
li { margin: 0 0 8px; }
blockquote { margin: 0 0 16px; padding: 4px 0 4px 16px; border-left: 4px solid ${light.tide}; }
blockquote p { margin: 0 0 8px; }
figure { margin: 0 0 16px; }
figcaption { margin: 4px 0 0; font-size: 14px; line-height: 20px; color: ${light.quiet}; }
img { font-family: ${systemFont}; font-size: 16px; max-width: 100%; height: auto; }
a { color: ${light.link}; text-decoration: underline; }
`

/** Mail programs that follow the system's dark setting read this; the others show the light mail. */
export const darkStyle = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  body, .ground, .ground > div { background-color: ${dark.mist} !important; }
  .sheet, .sheet > table { background: ${dark.paper} !important; background-color: ${dark.paper} !important; }
  .panel, .panel > table, .panel td { background-color: ${dark.mist} !important; }
  .rule td { border-top-color: ${dark.line} !important; }
  .ink div, .ink p, .ink li, .ink h3, .ink h4, .ink h5, .ink blockquote { color: ${dark.ink} !important; }
  .quiet div, .quiet p, .ink figcaption { color: ${dark.quiet} !important; }
  .ink h2 { color: ${dark.heading} !important; }
  .ink blockquote { border-left-color: ${dark.heading} !important; }
  .ink a, .quiet a { color: ${dark.link} !important; }
}
@media (max-width: 480px) {
  h1.title { font-size: 26px !important; line-height: 32px !important; }
}
`
