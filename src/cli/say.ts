/** Words for the person at the terminal. The log of the running service goes elsewhere and by other rules. */
export const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

export const complain = (line: string): void => {
  process.stderr.write(`${line}\n`)
}
