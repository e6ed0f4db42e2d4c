import type { IForbiddenRuleType } from 'dependency-cruiser'

/** Which modules each module says it needs, by name. */
export type Needs = Readonly<Record<string, readonly string[]>>

// A test, or what stands in a folder only to help its tests.
const tests = '(\\.test|/testing|/testing-[a-z-]+|-for-tests)\\.ts$|/testing/'

/**
 * The walls of the house as rules for dependency-cruiser, made from what the modules declare. `root` is `^src` for the house
 * and the planted folder's path for the canary.
 */
export function wallRules(needs: Needs, root = '^src'): IForbiddenRuleType[] {
  const modules = `${root}/modules/`
  return [
    {
      name: 'front-door-only',
      comment: 'A module comes into another by its public.ts.',
      severity: 'error',
      // A test may borrow a neighbour's builders, which are made for it.
      from: { path: `${modules}([^/]+)/` },
      to: {
        path: modules,
        pathNot: [`${modules}$1/`, `${modules}[^/]+/public\\.ts$`, `${modules}[^/]+/testing\\.ts$`],
      },
    },
    {
      name: 'builders-are-for-tests',
      comment: 'A module’s testing.ts is imported by tests only.',
      severity: 'error',
      from: { path: `${root}/`, pathNot: [tests, `${root}/testing/`] },
      to: { path: `${modules}[^/]+/testing\\.ts$` },
    },
    ...Object.entries(needs).map(([name, allowed]): IForbiddenRuleType => ({
      name: `undeclared-need:${name}`,
      comment: `${name} needs ${allowed.length > 0 ? allowed.join(', ') : 'nobody'}; another need is declared in its module.ts first.`,
      severity: 'error',
      from: { path: `${modules}${name}/`, pathNot: tests },
      to: { path: modules, pathNot: [name, ...allowed].map((other) => `${modules}${other}/`) },
    })),
    {
      name: 'platform-knows-no-module',
      comment: 'The ground floor stands without the rooms above it.',
      severity: 'error',
      from: { path: `${root}/platform/`, pathNot: tests },
      to: {
        path: [modules, `${root}/modules\\.ts$`, `${root}/app\\.ts$`, `${root}/(cli|installation|testing)/`],
      },
    },
    {
      name: 'rules-are-pure',
      comment: 'Rules know no database, no clock and no library: they import rules and types.',
      severity: 'error',
      from: { path: `${modules}[^/]+/rules/`, pathNot: tests },
      to: {
        path: [`${root}/platform/`, `${modules}[^/]+/(actions|queries|routes|views|jobs|tables)`],
        pathNot: [`${root}/platform/richtext/`],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'rules-use-no-library',
      comment: 'Rules import neither Node’s own modules nor packages.',
      severity: 'error',
      from: { path: `${modules}[^/]+/rules/`, pathNot: tests },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-circles',
      comment: 'What goes round in circles cannot be read from top to bottom.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'tests-stay-out-of-the-house',
      comment: 'Nothing that runs for people imports a test or the test harness.',
      severity: 'error',
      from: {
        path: `${root}/`,
        pathNot: [tests, `${root}/testing/`],
      },
      to: { path: [tests, `${root}/testing/`] },
    },
  ]
}
