import { inTransaction } from '#platform/db/database.ts'
import { CommandProblem, type Command } from '#platform/declare/command.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { beginNetwork, type FirstPerson } from '../actions/begin-network.ts'
import { readFullName } from '../rules/import/person-name.ts'

/** The first two people of an empty installation. Whoever may run commands on the machine may do this, once. */
export const peopleFirst: Command = {
  noun: 'people',
  verb: 'first',
  says: 'Begins an empty installation: its first officer and its first approver, who then sign in.',
  usage: '--organisation NAME --officer "NAME <MAIL>" --approver "NAME <MAIL>"',
  options: {
    organisation: 'The partnership’s own name; both work for it',
    officer: 'Who runs the network and its bulletin, like "Ada Quill <ada.quill@fernshire.example>"',
    approver: 'Who approves what the officer asks for, another person',
  },
  run: async ({ db, actor, now, options, say, data }) => {
    const organisation = wordsOf(options, 'organisation')
    if (organisation.length > 300)
      throw new CommandProblem('Give --organisation a name of at most 300 characters.')
    const officer = personIn(options, 'officer')
    const approver = personIn(options, 'approver')
    const begun = await inTransaction(db, actor, (tx) =>
      beginNetwork(tx, actor, { organisation, officer, approver }, now),
    ).catch((error: unknown) => {
      throw error instanceof Refusal ? new CommandProblem(sentence(error.message)) : error
    })
    data(begun)
    say(`${organisation} has its first officer and its first approver.`)
    say(
      'Both can ask for their sign-in link now. The address is that of HOLDFAST_ORIGIN with /sign-in behind it.',
    )
    return 0
  },
}

const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`)

function wordsOf(options: Readonly<Record<string, string | true>>, name: string): string {
  const given = options[name]
  if (typeof given !== 'string' || given.trim() === '')
    throw new CommandProblem(
      `--${name} is missing. bin/holdfast people first --help shows how it is written.`,
    )
  return given.trim()
}

function personIn(options: Readonly<Record<string, string | true>>, name: string): FirstPerson {
  const [, called = '', email = ''] = /^([^<>]{1,200})<([^<>]{1,300})>$/.exec(wordsOf(options, name)) ?? []
  const read = readFullName(called)
  if (!email || read.kind !== 'name')
    throw new CommandProblem(`Write --${name} like "Ada Quill <ada.quill@fernshire.example>".`)
  return { given: read.name.given, family: read.name.family, email: email.trim() }
}
