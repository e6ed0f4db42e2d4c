import type { RichText } from '#platform/richtext/types.ts'

/**
 * What to add to every heading of a text so that its highest one stands right under the heading of its article, whatever
 * level its writer began with: readers who jump by headings meet no gap.
 */
export function headingShift(text: RichText, highest: number): number {
  const levels = text.content.flatMap((block) => (block.type === 'heading' ? [block.attrs.level] : []))
  return levels.length === 0 ? 0 : highest - Math.min(...levels)
}
