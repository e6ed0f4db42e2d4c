import type { Desk } from '../desk.ts'
import { authIn } from '../tables.ts'

/** Whether a person has set up a code app and finished doing so. */
export async function hasCodeApp(desk: Desk, personId: string): Promise<boolean> {
  const row = await desk.asSystem((tx) =>
    authIn(tx)
      .selectFrom('platform.code_app')
      .select('person_id')
      .where('person_id', '=', personId)
      .where('state', '=', 'in_use')
      .executeTakeFirst(),
  )
  return row !== undefined
}
