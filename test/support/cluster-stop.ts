import { clusterFolder } from '../../src/platform/postgres/cluster.ts'
import { liveClaims, withdrawClaim } from '../../src/platform/postgres/lock.ts'
import { findPostmaster, stopPostmaster } from '../../src/platform/postgres/postmaster.ts'
import { alone, testFolder, usersFile } from './cluster.ts'

await alone(async () => {
  const mine = liveClaims(usersFile).find(({ pid }) => pid === process.ppid)
  if (mine !== undefined) withdrawClaim(usersFile, mine)
  const postmaster = findPostmaster(clusterFolder(testFolder))
  if (postmaster !== undefined && liveClaims(usersFile).length === 0) await stopPostmaster(postmaster.pid)
})
