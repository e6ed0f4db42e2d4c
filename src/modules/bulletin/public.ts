// The front door: what other modules may call. What the bulletin shows of them comes to it as live blocks, so they need little.
export { listPublished, type Published } from './queries/published.ts'
