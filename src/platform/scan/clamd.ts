import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { Transform } from 'node:stream'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Scanner, Verdict } from './scanner.ts'

/**
 * ClamAV's daemon, by its INSTREAM command (man clamd, COMMANDS): the content in
 * chunks behind their length, a chunk of length 0, and one line of answer.
 */
export function clamdScanner (url: string): Scanner {
  return {
    scan: async (content, deadline) => {
      const socket = open(url)
      try {
        return await ask(socket, content, deadline)
      } catch {
        return 'pending' // it is away, slow or broken: upkeep.ts tells how many files wait for it
      } finally {
        socket.destroy()
        content.destroy()
      }
    }
  }
}

function open (url: string): Socket {
  const { protocol, hostname, port, pathname } = new URL(url)
  return protocol === 'unix:' ? connect(decodeURIComponent(pathname)) : connect(Number(port), hostname.replace(/^\[|\]$/g, ''))
}

/** No answer of clamd is as long as this: signatures have short names. */
const longestAnswer = 1_000

async function ask (socket: Socket, content: Readable, deadline: AbortSignal): Promise<Verdict> {
  const answered = readAnswer(socket)
  answered.catch(() => {}) // met below
  socket.write('zINSTREAM\0')
  // An answer may come before the end of a file that is too long for it; then nobody waits for the rest.
  const sent = pipeline(content, inChunks(), socket, { signal: deadline, end: false })
  sent.catch(() => {}) // without an answer, the socket's own fault tells why
  const answer = await Promise.race([answered, rejectionOf(sent), expiry(deadline)])
  return verdictIn(answer)
}

function inChunks (): Transform {
  return new Transform({
    transform (chunk: Buffer, _encoding, done) {
      this.push(lengthOf(chunk.length))
      done(null, chunk)
    },
    flush (done) { done(null, lengthOf(0)) }
  })
}

function lengthOf (bytes: number): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes)
  return length
}

async function readAnswer (socket: Socket): Promise<string> {
  let answer = ''
  for await (const part of socket) {
    answer += String(part)
    if (answer.includes('\0') || answer.length > longestAnswer) break
  }
  return answer
}

async function rejectionOf (sent: Promise<void>): Promise<never> {
  await sent
  return await new Promise<never>(() => {}) // all is sent: the answer is what counts
}

async function expiry (deadline: AbortSignal): Promise<never> {
  return await new Promise((_resolve, reject) => {
    const end = (): void => { reject(deadline.reason) }
    if (deadline.aborted) end()
    else deadline.addEventListener('abort', end, { once: true })
  })
}

/** Exactly the two answers that decide; an error, half an answer or anything else decides nothing. */
function verdictIn (answer: string): Verdict {
  if (answer === 'stream: OK\0') return 'clean'
  return /^stream: [^\0]+ FOUND\0$/.test(answer) ? 'infected' : 'pending'
}
