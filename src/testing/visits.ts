/** Which declared routes the tests have visited, as whom, and how it ended; read at the end by the guard of routes. */
export type Visit = {
  readonly route: string
  readonly by: 'visitor' | 'person' | 'token'
  readonly status: number
}

export const visits: Visit[] = []
