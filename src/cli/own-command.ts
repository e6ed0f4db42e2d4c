import type { Command } from '#platform/declare/command.ts'

/** A command that makes or mends what the others need, and so opens the installation in its own way or not at all. */
export type OwnCommand = {
  readonly own: true
  readonly noun: string
  readonly verb: string
  readonly says: string
  readonly usage: string
  readonly options?: Readonly<Record<string, string>>
  readonly run: (context: {
    readonly words: readonly string[]
    readonly options: Readonly<Record<string, string | true>>
    readonly json: boolean
    readonly dataDir: string
    readonly say: (line: string) => void
  }) => Promise<number>
}

export type AnyCommand = Command | OwnCommand

export const isOwn = (command: AnyCommand): command is OwnCommand => 'own' in command
