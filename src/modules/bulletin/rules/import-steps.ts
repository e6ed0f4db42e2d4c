import {
  makeBody,
  makeHeading,
  mend,
  mergeWithPrevious,
  putBack,
  settleDoubt,
  splitAt,
} from './import/mend.ts'
import type { ImportPlan, Mending } from './import/types.ts'

/** What a person did to the preview of an import, by one key each. Kept in order, so that the last can be taken back. */
export type ImportStep =
  | { readonly do: 'mend'; readonly article: number; readonly mending: Mending }
  | { readonly do: 'settle'; readonly article: number }
  | { readonly do: 'merge'; readonly article: number }
  | { readonly do: 'split'; readonly article: number | 'introduction' | 'closing'; readonly block: number }
  | { readonly do: 'heading'; readonly article: number; readonly block: number }
  | { readonly do: 'body'; readonly article: number; readonly block: number }
  | { readonly do: 'put_back'; readonly part: number }

export function takeStep(plan: ImportPlan, step: ImportStep): ImportPlan {
  switch (step.do) {
    case 'mend':
      return mend(plan, step.article, step.mending)
    case 'settle':
      return settleDoubt(plan, step.article)
    case 'merge':
      return mergeWithPrevious(plan, step.article)
    case 'split':
      return splitAt(plan, step.article, step.block)
    case 'heading':
      return makeHeading(plan, step.article, step.block)
    case 'body':
      return makeBody(plan, step.article, step.block)
    case 'put_back':
      break
  }
  return putBack(plan, step.part)
}

/** The plan as the file was read, with every step since. */
export const planAfter = (plan: ImportPlan, steps: readonly ImportStep[]): ImportPlan =>
  steps.reduce(takeStep, plan)
