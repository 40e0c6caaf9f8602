import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

export interface Response {
  readonly status: number
  readonly etag: string | undefined
  readonly body: () => string
}

/**
 * One kept-alive connection that asks one thing at a time. No more of HTTP than
 * our own answers need: on two cores, what the load costs is taken from whom it measures.
 */
export class Connection {
  readonly #socket: Socket
  #received: Buffer | undefined
  #waiting: { resolve: (response: Response) => void, reject: (error: Error) => void } | undefined

  static async open (port: number): Promise<Connection> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new Connection(socket)
  }

  constructor (socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (bytes) => { this.#receive(bytes) })
    socket.on('error', (error) => { this.#waiting?.reject(error) })
    socket.on('close', () => { this.#waiting?.reject(new Error('The connection was closed.')) })
  }

  ask (request: string): Promise<Response> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(request)
    })
  }

  close (): void {
    this.#socket.destroy()
  }

  #receive (bytes: Buffer): void {
    const received = this.#received === undefined ? bytes : Buffer.concat([this.#received, bytes])
    const response = parse(received)
    this.#received = response === undefined ? received : undefined
    if (response !== undefined) this.#waiting?.resolve(response)
  }
}

/** The answer, once all of it is there. */
function parse (received: Buffer): Response | undefined {
  const endOfHead = received.indexOf('\r\n\r\n')
  if (endOfHead === -1) return undefined
  const head = received.toString('latin1', 0, endOfHead)
  const start = endOfHead + 4
  const status = Number(head.slice(9, 12))
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (length === undefined && status !== 304 && status !== 204) throw new Error(`An answer without its length:\n${head}`)
  if (received.length < start + Number(length ?? 0)) return undefined
  return { status, etag: /\r\netag: (.+)/i.exec(head)?.[1], body: () => received.toString('utf8', start) }
}
