import { openSendingHouse } from './sending-house.ts'

// A process of its own that sends one edition, so that its memory is nobody else's: PORT CONNECTIONS THREADS READERS. It prints JSON.
const [port = '', connections = '', threads = '', readers = ''] = process.argv.slice(2)

const house = await openSendingHouse(Number(port), Number(connections))
try {
  await house.readers(Number(readers))
  const sent = await house.send({ dkim: null, threads: Number(threads) })
  process.stdout.write(JSON.stringify(sent))
} finally {
  await house.close()
}
