// Known holes in the packages that production runs. A registry without this service is said, and passed over.
import { spawnSync } from 'node:child_process'

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', shell: process.platform === 'win32' })
const report = parsed(stdout)
const found = Object.entries(report.vulnerabilities ?? {})

if (report.metadata?.vulnerabilities === undefined) console.log('audit: the registry could not be asked; nothing is known of the packages.')
else if (found.length === 0) console.log('audit: no known vulnerability in the production packages.')
else {
  for (const [name, { severity, range }] of found) console.error(`audit: ${name} ${range}: ${severity}`)
  process.exitCode = 1
}

function parsed (text) {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
