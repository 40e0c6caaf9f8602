import { BlockList, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'

/** What is not the public internet: the classes of Stripe's smokescreen, and those of RFC 6890 beyond them. */
const refused4 = listOf([
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24],
  ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4]
])

/** By itself: in one list with the others, what is mapped would stand for all of IPv4. */
const refused6 = listOf([
  ['::', 96], // what is IPv4 in disguise: compatible, and ::1 and :: with it
  ['::ffff:0:0', 96], // mapped
  ['64:ff9b::', 96], ['64:ff9b:1::', 48], // NAT64
  ['2002::', 16], // 6to4
  ['2001::', 23], // Teredo, benchmarking, identifiers
  ['100::', 64], ['2001:db8::', 32], ['3fff::', 20], ['5f00::', 16],
  ['fc00::', 7], ['fe80::', 10], ['fec0::', 10], ['ff00::', 8]
])

/** Of IPv6, only this much has been given out as public. */
const globalUnicast = listOf([['2000::', 3]])

/** Is it an address of the public internet, and not one of this machine's own? */
export function isPublicAddress (address: string): boolean {
  const version = isIP(address)
  if (version === 0 || address.includes('%')) return false
  const isRefused = version === 4 ? refused4.check(address, 'ipv4') : refused6.check(address, 'ipv6') || !globalUnicast.check(address, 'ipv6')
  return !isRefused && !isOwn(address)
}

function isOwn (address: string): boolean {
  return Object.values(networkInterfaces()).some((held) => held?.some((each) => each.address === address) === true)
}

function listOf (subnets: ReadonlyArray<readonly [network: string, prefix: number]>): BlockList {
  const list = new BlockList()
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, isIP(network) === 6 ? 'ipv6' : 'ipv4')
  return list
}
