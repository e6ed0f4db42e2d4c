import { parentPort, workerData } from 'node:worker_threads'
import type { LaneSettings, ToLane } from './batch.ts'
import { startLane } from './lane.ts'

const port = parentPort
if (!port) throw new Error('This file is the inside of a sending thread')

const settings: LaneSettings = workerData
const lane = startLane(settings, (message) => port.postMessage(message))

port.on('message', (message: ToLane) => {
  if (message.kind === 'batch') lane.add(message.batch)
  else void lane.stop().then(() => port.close())
})
