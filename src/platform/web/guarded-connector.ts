import { lookup as resolve } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import type { LookupFunction, Socket } from 'node:net'
import { buildConnector } from 'undici'
import { bare, isExempt } from './destination.ts'
import type { Exempt } from './destination.ts'
import { isPublicAddress } from './public-address.ts'

const connectMs = 3_000

/** An address that is not of the public internet: nothing was sent there. */
export class AddressRefused extends Error {
  constructor (host: string) {
    super(`${host} leads to an address that is not sent to.`)
    this.name = 'AddressRefused'
  }
}

/** Resolves a name to all its addresses. */
export type Resolve = (host: string, answer: (error: Error | null, addresses: LookupAddress[]) => void) => void

const bySystem: Resolve = (host, answer) => { resolve(host, { all: true, verbatim: true }, answer) }

/**
 * Connects to public addresses only. A name is resolved once and connected to at
 * the addresses that were judged; one bad address among them refuses all. An
 * address given as a number never comes to the look-up, so it is judged before
 * (RELIABILITY M13); where the socket ended up is judged after, before a byte is sent.
 */
export function guardedConnector (exempt: Exempt, resolveName = bySystem): buildConnector.connector {
  const settings = { timeout: connectMs, allowH2: false }
  const free = buildConnector(settings)
  const guarded = buildConnector({ ...settings, lookup: lookupPublic(resolveName) })
  return (options, callback) => {
    const host = bare(options.hostname)
    if (isExempt(options.protocol, options.hostname, options.port, exempt)) { free(options, callback); return }
    if (isIP(host) !== 0 && !isPublicAddress(host)) { callback(new AddressRefused(host), null); return }
    guarded(options, (...[error, socket]) => {
      if (error !== null) callback(error, null)
      else if (endsInPublic(socket)) callback(null, socket)
      else callback(refuse(socket, host), null)
    })
  }
}

function lookupPublic (resolveName: Resolve): LookupFunction {
  return (host, options, callback) => {
    resolveName(host, (error, addresses) => {
      const [first] = addresses ?? []
      if (error !== null) callback(error, '', 0)
      else if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) callback(new AddressRefused(host), '', 0)
      else if (options.all === true) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

function endsInPublic ({ remoteAddress }: Socket): boolean {
  return remoteAddress !== undefined && isPublicAddress(remoteAddress)
}

function refuse (socket: Socket, host: string): AddressRefused {
  socket.destroy()
  return new AddressRefused(host)
}
