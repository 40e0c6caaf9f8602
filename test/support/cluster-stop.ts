import { rmSync } from 'node:fs'
import { clusterFolder } from '../../src/platform/postgres/cluster.ts'
import { liveClaims, withdrawClaim } from '../../src/platform/postgres/lock.ts'
import { findPostmaster, stopPostmaster } from '../../src/platform/postgres/postmaster.ts'
import { alone, preparedFolders, testFolder, usersFile } from './cluster.ts'

await alone(async () => {
  const mine = liveClaims(usersFile).find(({ pid }) => pid === process.ppid)
  if (mine !== undefined) withdrawClaim(usersFile, mine)
  if (liveClaims(usersFile).length > 0) return
  rmSync(preparedFolders, { recursive: true, force: true }) // it may lie in memory
  const postmaster = findPostmaster(clusterFolder(testFolder))
  if (postmaster !== undefined) await stopPostmaster(postmaster.pid)
})
