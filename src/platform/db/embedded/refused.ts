export type EmbeddedRefusalCode =
  | 'in_use'
  | 'disk_full'
  | 'memory_full'
  | 'read_only'
  | 'not_allowed'
  | 'out_of_reach'
  | 'unsupported_platform'
  | 'binaries_missing'
  | 'other_version'
  | 'password_missing'
  | 'did_not_start'

/** The built-in database will not start, for a reason a person can mend. The message is the sentence to show them. */
export class EmbeddedRefused extends Error {
  readonly code: EmbeddedRefusalCode

  constructor(code: EmbeddedRefusalCode, sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause })
    this.name = 'EmbeddedRefused'
    this.code = code
  }
}

const diskFaults: readonly {
  words: RegExp
  code: EmbeddedRefusalCode
  sentence: (folder: string) => string
}[] = [
  {
    words: /shared memory.*(No space left|Cannot allocate|File too large)/i,
    code: 'memory_full',
    sentence: () =>
      'The database needs more shared memory than this machine allows. Allow it more. A container takes --shm-size=256m.',
  },
  {
    // The last two are what a file-size limit answers: for the person it is the same lack of room.
    words:
      /ENOSPC|EDQUOT|EFBIG|No space left on device|disk is full|quota exceeded|File too large|File size limit exceeded/i,
    code: 'disk_full',
    sentence: (folder) =>
      `There is no room left on the disk that holds ${folder}. Free some space, then start again. Nothing that was saved is lost.`,
  },
  {
    words: /EROFS|Read-only file system|readonly database/i,
    code: 'read_only',
    sentence: (folder) =>
      `${folder} can only be read, not written. Name a folder that can be written with --data.`,
  },
  {
    words: /EACCES|EPERM|Permission denied|Operation not permitted/i,
    code: 'not_allowed',
    sentence: (folder) =>
      `This user may not write in ${folder}. Start Holdfast as the user who owns it, or name another folder with --data.`,
  },
]

/** The sentence for a fault of the disk, told from its code or its text. Null when it is some other fault. */
export function diskRefusal(fault: unknown, folder: string): EmbeddedRefused | null {
  const said = fault instanceof Error ? fault.message : String(fault)
  const found = diskFaults.find(({ words }) => words.test(said))
  return found ? new EmbeddedRefused(found.code, found.sentence(folder), fault) : null
}

/** Does the work; a fault of the disk comes out as its sentence, anything else as it was thrown. */
export async function inWords<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (fault) {
    throw fault instanceof EmbeddedRefused ? fault : (diskRefusal(fault, folder) ?? fault)
  }
}
