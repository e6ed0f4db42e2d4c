/**
 * Who an edition goes to: people in post who fit every list that names something, and outside readers who asked for it
 * and confirmed. An empty list asks for nothing, so `roles: []` means whatever their role.
 */
export type Audience = {
  /** People of the network at all; false for outside readers alone. */
  readonly network: boolean
  readonly roles: readonly string[]
  readonly organisationKinds: readonly string[]
  readonly areaIds: readonly string[]
  readonly outsideReaders: boolean
}

export const everyone: Audience = {
  network: true,
  roles: [],
  organisationKinds: [],
  areaIds: [],
  outsideReaders: true,
}

/** An audience that can reach nobody is a slip, and is refused before anybody is asked to approve it. */
export const reachesNobody = (audience: Audience): boolean => !audience.network && !audience.outsideReaders
