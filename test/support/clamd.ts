import type { Test } from 'tap'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export interface FakeClamd {
  readonly url: string
  /** What it got to scan, in order. */
  readonly scanned: Buffer[]
  /** What it says; undefined: what clamd would, of the EICAR test file or of anything else. */
  answer: string | undefined
  /** It takes what comes and never says anything. */
  silent: boolean
  stop: () => Promise<void>
}

/** The file that every scanner knows, in two halves: whole, it would make this very file a finding. */
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')

/** A server that speaks clamd's INSTREAM (man clamd): what the service sends is taken apart as clamd would. */
export async function fakeClamd (t: Test, address: { path: string } | { port: number, host: string } = { port: 0, host: '127.0.0.1' }): Promise<FakeClamd> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => { sockets.delete(socket) })
    let received = Buffer.alloc(0)
    socket.on('data', (data) => {
      received = Buffer.concat([received, data])
      const content = contentIn(received)
      if (content === undefined || clamd.silent) return
      clamd.scanned.push(content)
      socket.end(clamd.answer ?? (content.includes(eicar) ? 'stream: Eicar-Signature FOUND\0' : 'stream: OK\0'))
    })
  })
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    if (server.listening) await once(server.close(), 'close')
  }
  server.listen(address)
  await once(server, 'listening')
  t.teardown(stop)
  const url = 'path' in address ? `unix:${address.path}` : `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens to a port
  const clamd: FakeClamd = { url, scanned: [], answer: undefined, silent: false, stop }
  return clamd
}

/** The content, once all of it and the chunk of no length have come; anything but the protocol is a fault of ours. */
function contentIn (received: Buffer): Buffer | undefined {
  const command = 'zINSTREAM\0'
  if (received.length < command.length) return undefined
  if (received.toString('latin1', 0, command.length) !== command) throw new Error('The service does not speak INSTREAM.')
  const chunks: Buffer[] = []
  for (let at = command.length; at + 4 <= received.length;) {
    const length = received.readUInt32BE(at)
    if (length === 0) return Buffer.concat(chunks)
    chunks.push(received.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return undefined
}
