import { isIP } from 'node:net'
import { isPublicAddress } from './public-address.ts'

/** Hosts that the operator exempts by name and port (WEBHOOK_ALLOW_HOSTS): `receiver.test:8080`. */
export type Exempt = readonly string[]

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

// Names that only ever lead into a network of one's own (RFC 6761, RFC 6762, ICANN's .internal), and those without a dot.
const privateName = /(^|\.)(localhost|local|internal|home\.arpa)\.?$|^[^.]+\.?$/

// A reader of web addresses forgives blanks around them and slashes that lean the other way.
const plainlyWritten = /^https?:\/\/[^\s\\]+$/i

/** What is wrong with an address to send to, judged as it will be read; undefined: nothing. Where its name leads is judged anew at each connection. */
export function faultOfDestination (text: string, exempt: Exempt): string | undefined {
  const url = URL.parse(text)
  if (url === null) return 'This is not a web address.'
  if (!plainlyWritten.test(text)) return 'Only addresses that begin with https:// are sent to, without blanks and backslashes.'
  if (url.username !== '' || url.password !== '') return 'An address holds no user name or password: the signature tells the receiver who sends.'
  if (text.includes('#')) return 'An address to send to has no fragment (#…).'
  if (url.protocol in defaultPorts && isExempt(url.protocol, url.hostname, url.port, exempt)) return undefined
  if (url.protocol !== 'https:') return 'Only https:// addresses are sent to.'
  if (url.port !== '') return `Only port 443 is sent to, not ${url.port}.`
  return faultOfHost(bare(url.hostname))
}

export function isExempt (protocol: string, hostname: string, port: string, exempt: Exempt): boolean {
  return exempt.includes(`${hostname}:${port === '' ? defaultPorts[protocol] ?? '' : port}`)
}

/** The address within the brackets of `[::1]`. */
export function bare (hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}

function faultOfHost (host: string): string | undefined {
  if (isIP(host) !== 0) return isPublicAddress(host) ? undefined : `${host} is not an address of the public internet.`
  return privateName.test(host) ? `${host} is not a name of the public internet.` : undefined
}
