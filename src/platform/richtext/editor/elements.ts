type Attributes = Readonly<Record<string, string>>

/** An element with attributes and what stands in it. Words are set as text, never as HTML. */
export const element = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes,
  ...inside: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...inside)
  return made
}

export const button = (label: string, name: string, press: () => void): HTMLButtonElement => {
  const made = element('button', { type: 'button', class: 'hf-editor__button', 'data-tool': name }, label)
  made.addEventListener('click', press)
  return made
}
