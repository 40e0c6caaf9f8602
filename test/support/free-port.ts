import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** A port that is free now, and is none of those that the system gives to whoever asks for any, as other tests do all the time. */
export async function freePort (): Promise<number> {
  const port = randomInt(10_000, 32_000)
  const server = createServer().listen(port, '127.0.0.1')
  const isFree = await once(server, 'listening').then(() => true, () => false)
  if (!isFree) return await freePort()
  server.close()
  await once(server, 'close')
  return port
}
