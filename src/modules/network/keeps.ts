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
  { table: 'network.role_rule', kept: 'always', because: 'A list of rules. It holds no person.' },
  {
    table: 'network.leaving',
    kept: '7 years after the last day',
    because: 'It says who noted that a person left, and when their ways in were ended.',
  },
  {
    table: 'network.confirmation',
    kept: '7 years',
    because: 'It shows that an organisation looked through its list each year.',
  },
  {
    table: 'network.confirmation_reminder',
    kept: '2 years',
    because: 'No reminder may go out twice.',
  },
  { table: 'network.search', kept: '30 days', because: 'A shared or kept address of a search still opens.' },
  {
    table: 'network.import',
    kept: '7 years',
    because: 'It says who brought which list in, and what became of it.',
  },
  {
    table: 'network.import_row',
    kept: '30 days after the import was brought in',
    because: 'The report can be looked at again. After that the register itself is the record.',
  },
  {
    table: 'network.import_step',
    kept: '30 days after the import was brought in',
    because: 'It is the list of writes that an interrupted import goes on with.',
  },
  {
    table: 'network.api_token',
    kept: '7 years after it ended',
    because: 'The audit names the token that read or wrote something.',
  },
]
