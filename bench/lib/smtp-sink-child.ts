import { createServer, type Socket } from 'node:net'

// The least that a mail server can be: it answers each command by its first letters and throws the text away. It looks for the final
// dot at the end of what arrived, which is enough for senders that wait for the answer, as ours do.
const endOfText = Buffer.from('\r\n.\r\n')

function serve(socket: Socket): void {
  let inText = false
  let held = Buffer.alloc(0)
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.write('220 sink\r\n')
  socket.on('data', (chunk: Buffer) => {
    if (inText) {
      held = Buffer.concat([held.subarray(-4), chunk])
      if (!held.subarray(-5).equals(endOfText)) return
      inText = false
      held = Buffer.alloc(0)
      socket.write('250 taken\r\n')
      return
    }
    held = Buffer.concat([held, chunk])
    let answers = ''
    for (let end = held.indexOf('\r\n'); end !== -1 && !inText; end = held.indexOf('\r\n')) {
      const verb = held.toString('latin1', 0, 4).toUpperCase()
      held = held.subarray(end + 2)
      inText = verb === 'DATA'
      answers += answerTo(verb)
    }
    if (inText) held = Buffer.alloc(0)
    socket.write(answers)
    if (answers.startsWith('221')) socket.end()
  })
}

function answerTo(verb: string): string {
  if (verb === 'EHLO') return '250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n'
  if (verb === 'DATA') return '354 go on\r\n'
  return verb === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n'
}

createServer(serve).listen(Number(process.argv[2]), '127.0.0.1')
