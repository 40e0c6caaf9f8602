import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { Closing } from './receiver.ts'

/** Stands between the service and PostgreSQL; a test says what becomes of the bytes. */
export interface Proxy {
  readonly url: string
  /** Changes what the service sends, or keeps it back by returning nothing. */
  toServer: (bytes: Buffer, cut: () => void) => Buffer | void
  toClient: (bytes: Buffer, cut: () => void) => Buffer | void
}

export async function startProxy (t: Closing, databaseUrl: string): Promise<Proxy> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname)
    const cut = () => { client.destroy(); database.destroy() }
    relay(client, database, cut, (bytes) => proxy.toServer(bytes, cut))
    relay(database, client, cut, (bytes) => proxy.toClient(bytes, cut))
    sockets.add(client).add(database)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server's address is an object
  const url = Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(port) }).href
  const proxy: Proxy = { url, toServer: (bytes) => bytes, toClient: (bytes) => bytes }
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return proxy
}

function relay (from: Socket, to: Socket, cut: () => void, pass: (bytes: Buffer) => Buffer | void): void {
  from.on('error', cut)
  from.on('close', () => { to.end() })
  from.on('data', (bytes) => {
    const passed = pass(bytes)
    if (passed instanceof Buffer) to.write(passed)
  })
}
