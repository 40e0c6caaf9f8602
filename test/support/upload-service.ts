// A service in a process of its own, whose memory nobody else uses: a test forks it, and asks it how much it took.
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { composeServices } from '../../src/services.ts'
import { patient } from './patient.ts'

const config = readConfig(process.env)
const services = composeServices({ config, databaseUrl: config.databaseUrl ?? '', ...patient })
const app = await buildApp(services, makeLogger('error'))
const address = await app.listen({ port: 0, host: '127.0.0.1' })
services.setReady('ready')

let most = 0
const look = (): void => { most = Math.max(most, process.memoryUsage.rss()) }
setInterval(look, 5)

process.on('message', () => {
  look()
  process.send?.({ most })
  most = 0
})
process.on('disconnect', () => { void app.close().then(async () => { await services.close() }).then(() => process.exit(0)) })
process.send?.({ address })
