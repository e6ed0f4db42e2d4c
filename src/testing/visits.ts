/** What the tests have asked of the server, as whom, and how it ended; read at the end of the run by the guard of routes. */
export type Visit = {
  readonly method: string
  readonly path: string
  readonly by: 'visitor' | 'person' | 'token'
  readonly status: number
}

export const visits: Visit[] = []
