/** One figure of a benchmark, beside its limit. */
export type Measured = {
  readonly name: string
  /** What it ran on. */
  readonly engine: string
  readonly metric: string
  readonly value: number
  readonly unit: string
  /** What may not be missed: set down, or measured in the same run. Null where the figure is only told. */
  readonly limit: number | null
  /** The value as a part of the limit. */
  readonly ratio: number | null
  readonly holds: boolean
}

type Told = Pick<Measured, 'name' | 'engine' | 'metric' | 'value' | 'unit'>

const tidy = (value: number): number => Number(value.toPrecision(4))

/** A figure that may not be more than its limit. */
export const atMost = (told: Told, limit: number): Measured => ({
  ...told,
  value: tidy(told.value),
  limit: tidy(limit),
  ratio: tidy(told.value / limit),
  holds: told.value <= limit,
})

/** A figure that must reach a part of what was measured beside it. */
export const atLeast = (told: Told, part: number, beside: number): Measured => ({
  ...told,
  value: tidy(told.value),
  limit: tidy(beside),
  ratio: tidy(told.value / beside),
  holds: told.value >= part * beside,
})

/** A figure that is told without a limit. */
export const only = (told: Told): Measured => ({
  ...told,
  value: tidy(told.value),
  limit: null,
  ratio: null,
  holds: true,
})

/** What a benchmark's file exports as `measure`. */
export type Measure = () => Promise<readonly Measured[]>
