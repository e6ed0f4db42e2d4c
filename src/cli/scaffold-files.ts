const capital = (word: string) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`

/** The files of a new module, by their path in it: each room with one thing in it that works, to be replaced. */
export function moduleFiles(name: string): Readonly<Record<string, string>> {
  const title = capital(name)
  return {
    'README.md': `# ${title}

What it owns, what it promises, and who may see what.
`,
    'module.ts': `import type { ModuleDeclaration } from '#platform/declare/module.ts'
import { events, permissions } from './declarations.ts'
import { listRoute } from './routes/list.ts'
import { addRoute } from './routes/add.ts'

export const ${name} = {
  name: '${name}',
  says: 'What ${name} is for, in one sentence',
  needs: ['network'],
  permissions,
  events,
  jobs: [],
  routes: [listRoute, addRoute],
  nav: [{ text: '${title}', href: '/${name}', allow: permissions.see }],
  keeps: [{ table: '${name}.entry', kept: 'while the partnership works with it', because: 'decide before the first release' }],
} as const satisfies ModuleDeclaration
`,
    'declarations.ts': `import { declareEvents, declarePermissions } from '#platform/declare/declarations.ts'

export const permissions = declarePermissions('${name}', {
  see: { says: 'See and add entries', roles: ['officer'] },
})

export const events = declareEvents('${name}', {
  list_viewed: ['count'],
  entry_added: ['entry'],
})
`,
    'public.ts': `// The front door: what other modules may call. Nothing yet.
export {}
`,
    'tables.ts': `import type { Generated, Transaction } from 'kysely'
import { openAs, type Tx } from '#platform/db/tx.ts'

export type ${title}Tables = {
  '${name}.entry': { id: Generated<string>; words: string; added_at: Temporal.Instant }
}

/** Opens a transaction as this module's tables. */
export const ${name}In = (tx: Tx): Transaction<${title}Tables> => openAs<${title}Tables>(tx)
`,
    'migrations/0001-entries.sql': `-- The first table of ${name}. Rows: none yet.
create schema ${name};
grant usage on schema ${name} to holdfast_person, holdfast_system;

create table ${name}.entry (
  id uuid primary key default gen_random_uuid(),
  words text not null check (length(words) between 1 and 200),
  added_at timestamptz not null
);
comment on table ${name}.entry is 'kind: network. An entry to begin with.';
grant select, insert on ${name}.entry to holdfast_person, holdfast_system;
`,
    'rules/entry.ts': `/** An entry says something: one word at least. */
export const saysSomething = (words: string): boolean => /\\p{L}/u.test(words)
`,
    'rules/entry.test.ts': `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { saysSomething } from './entry.ts'

test('an entry of dots and spaces says nothing', () => {
  assert.equal(saysSomething(' ... '), false)
  assert.equal(saysSomething('a word'), true)
})
`,
    'actions/add-entry.ts': `import type { Actor } from '#platform/auth/actor.ts'
import { record } from '#platform/audit/record.ts'
import type { Tx } from '#platform/db/tx.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { events } from '../declarations.ts'
import { saysSomething } from '../rules/entry.ts'
import { ${name}In } from '../tables.ts'

/** Adds an entry. Refused when it says nothing. */
export async function addEntry(
  tx: Tx,
  actor: Actor,
  input: { words: string },
  now: Temporal.Instant,
): Promise<{ id: string }> {
  if (!saysSomething(input.words)) throw new Refusal('says_nothing', 'Write at least one word', 'words')
  const entry = await ${name}In(tx)
    .insertInto('${name}.entry')
    .values({ words: input.words, added_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  await record(tx, actor, events.entry_added, { entry: entry.id })
  return entry
}
`,
    'queries/list-entries.ts': `import type { Tx } from '#platform/db/tx.ts'
import { ${name}In } from '../tables.ts'

export const listEntries = (tx: Tx) =>
  ${name}In(tx).selectFrom('${name}.entry').select(['id', 'words', 'added_at']).orderBy('added_at', 'desc').limit(25).execute()
`,
    'routes/list.ts': `import { show } from '#platform/http/answers.ts'
import { get } from '#platform/http/route.ts'
import { events, permissions } from '../declarations.ts'
import { listEntries } from '../queries/list-entries.ts'
import { listPage } from '../views/list.page.ts'

export const listRoute = get({
  url: '/${name}',
  allow: permissions.see,
  audit: events.list_viewed,
  tells: (_context, answer) => ({ count: answer.kind === 'page' && 'count' in answer.page.data ? Number(answer.page.data.count) : 0 }),
  show: async ({ tx }) => show(listPage(await listEntries(tx), {}, [])),
})
`,
    'routes/add.ts': `import { z } from 'zod'
import { show } from '#platform/http/answers.ts'
import { line } from '#platform/http/forms.ts'
import { post } from '#platform/http/route.ts'
import { addEntry } from '../actions/add-entry.ts'
import { events, permissions } from '../declarations.ts'
import { listEntries } from '../queries/list-entries.ts'
import { listPage } from '../views/list.page.ts'

export const addRoute = post({
  url: '/${name}',
  allow: permissions.see,
  audit: events.entry_added,
  body: z.object({ words: line('Write what the entry says') }),
  act: ({ tx, actor, input, now }) => addEntry(tx, actor, input, now),
  leadsTo: () => '/${name}',
  again: async ({ tx, form, errors }) => show(listPage(await listEntries(tx), form, errors)),
})
`,
    'views/list.page.ts': `import type { FieldError, RawForm } from '#platform/http/forms.ts'
import type { Page } from '#platform/views/render.ts'

type Row = { id: string; words: string; added_at: Temporal.Instant }

export const listPage = (rows: readonly Row[], form: RawForm, errors: readonly FieldError[]): Page => ({
  template: '${name}/list.njk',
  title: '${title}',
  errors,
  data: {
    rows: rows.map((row) => ({ words: row.words, at: row.added_at })),
    count: rows.length,
    form: { values: form, errors: Object.fromEntries(errors.map((error) => [error.field, error.message])) },
  },
})
`,
    'views/list.njk': `{% extends "layout.njk" %}
{% from "holdfast/headings.njk" import pageHeading %}
{% from "holdfast/lists.njk" import emptyState %}
{% from "holdfast/forms.njk" import postForm, textField, submitRow %}
{% block content %}
{{ pageHeading({ title: page.title }) }}
{% if rows.length %}
<ul class="govuk-list">
  {% for row in rows %}
  <li>{{ row.words }} <span class="govuk-hint">{{ row.at | moment }}</span></li>
  {% endfor %}
</ul>
{% else %}
{{ emptyState({ title: "Nothing here yet", text: "What is added below stands here, the newest first." }) }}
{% endif %}
{% call postForm(frame, { action: "/${name}" }) %}
{{ textField(form, { name: "words", label: "What it says" }) }}
{{ submitRow({ text: "Add" }) }}
{% endcall %}
{% endblock %}
`,
    'testing.ts': `import type { World } from '#src/testing/scenario.ts'
import { ${name}In } from './tables.ts'

/** An entry, with words that matter to nobody. */
export const anEntry = (world: World, words = 'An entry') =>
  world.bySystem((tx) =>
    ${name}In(tx).insertInto('${name}.entry').values({ words, added_at: world.now() }).returning('id').executeTakeFirstOrThrow(),
  )
`,
    'routes/list.test.ts': `import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { anEntry } from '../testing.ts'

scenario('an officer adds an entry and finds it on the list', async ({ browser }) => {
  const erin = await browser('erin')
  const page = await erin.submit(await erin.get('/${name}'), '/${name}', { words: 'The first entry' })
  assert.match(page.text, /The first entry/)
})

scenario('an entry that says nothing is refused at its field, and stays in the form', async ({ browser }) => {
  const erin = await browser('erin')
  const page = await erin.submit(await erin.get('/${name}'), '/${name}', { words: '...' })
  assert.equal(page.status, 422)
  assert.deepEqual(page.errors, ['Write at least one word'])
})

scenario('a champion finds nothing at the address, though there is something', async (world) => {
  await anEntry(world)
  const ann = await world.browser('ann')
  assert.equal((await ann.get('/${name}')).status, 404)
  assert.equal((await ann.post('/${name}', { words: 'A word' })).status, 404)
})
`,
  }
}
