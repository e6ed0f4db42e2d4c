// A program of its own, so that a test can kill it: begins a watcher over a server that somebody else started.
import { chooseRunAs } from '../run-as.ts'
import { startWatcher } from '../watcher.ts'

const [cluster = '', server = ''] = process.argv.slice(2)
const watcher = startWatcher(cluster, '', chooseRunAs(cluster))
watcher.watch(Number(server))
process.stdout.write('watching\n')
process.stdin.resume()
