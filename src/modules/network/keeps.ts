import type { Keeping } from '#platform/declare/module.ts'

/** How long the network's rows are kept. */
export const keeps: readonly Keeping[] = [
  {
    table: 'network.area',
    kept: 'always',
    because: 'Past records name the area they were made in. It holds no person.',
  },
  { table: 'network.organisation_kind', kept: 'always', because: 'A list of words. It holds no person.' },
  {
    table: 'network.organisation',
    kept: 'always',
    because: 'Posts, decisions and figures of past years name it.',
  },
  {
    table: 'network.person',
    kept: '7 years after the last post ended',
    because: 'The audit and past decisions name the person who acted.',
  },
  {
    table: 'network.private_contact',
    kept: 'until the person leaves or takes it out',
    because: 'It serves only while the person is in post.',
  },
  {
    table: 'network.post',
    kept: '7 years after it ended',
    because: 'It says for whom a person acted at the time.',
  },
  {
    table: 'network.role_grant',
    kept: '7 years after it ended',
    because: 'It says who could see what, who asked for that and who agreed.',
  },
]
