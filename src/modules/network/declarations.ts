import { declareEvents, declarePermissions } from '#platform/declare/declarations.ts'

export const permissions = declarePermissions('network', {
  see: { says: 'See the directory of people and organisations', roles: 'signed-in' },
  coordinate: { says: 'Keep an organisation’s people right', roles: ['coordinator', 'officer'] },
  run: { says: 'Run the network: organisations, areas, imports', roles: ['officer'] },
})

export const events = declareEvents('network', {
  directory_viewed: ['count'],
  person_viewed: ['person'],
  organisation_viewed: ['organisation'],
})
