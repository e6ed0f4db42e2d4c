import type { Command } from '#platform/declare/command.ts'

/** Commands of the platform's parts. */
export const platformCommands: readonly Command[] = []
