// What the packages may be, asked of package.json and the lock file alone: nothing is fetched, and nothing of theirs is run.
import { readFileSync } from 'node:fs'

const { dependencies, devDependencies, allowScripts } = read('package.json')
const { packages } = read('package-lock.json')
const locked = Object.entries(packages).filter(([place]) => place !== '').map(([place, one]) => ({ ...one, name: place.split('node_modules/').at(-1) }))

// Each lets the service be passed on under its own licence. CC-BY-3.0 is that of the dates in date-holidays, named in its package.
const licences = new Set(['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'Apache-2.0', 'Python-2.0', 'PSF-2.0', 'Unlicense', 'CC-BY-3.0'])

const faults = [
  ...Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)).map(([name, version]) => `${name} ${version}: not one exact version`),
  ...locked.filter(({ integrity, link }) => !/^sha512-/.test(integrity) && link !== true).map(({ name }) => `${name}: the lock file has no SHA-512 of it`),
  ...locked.filter(({ dev, license }) => dev !== true && !isTaken(license)).map(({ name, version, license }) => `${name} ${version}: licence ${license ?? 'not said'}`),
  ...locked.filter(({ name, hasInstallScript }) => hasInstallScript === true && !(name in allowScripts)).map(({ name, version }) => `${name} ${version}: runs a script when it is installed; allowScripts of package.json does not say whether it may`),
  ...Object.keys(allowScripts).filter((name) => !locked.some((one) => one.name === name && one.hasInstallScript === true)).map((name) => `${name}: allowScripts speaks of it, and it has no script`)
]

for (const fault of new Set(faults)) console.error(`packages: ${fault}`)
if (faults.length > 0) process.exitCode = 1
else console.log(`packages: ${locked.filter(({ dev }) => dev !== true).length} of production and ${locked.filter(({ dev }) => dev === true).length} of development, of exact versions, with their digests; licences and install scripts are those that are said.`)

/** `A AND B` asks for both, `A OR B` leaves the choice. */
function isTaken (licence = '') {
  return licence.replace(/[()]/g, '').split(' OR ').some((choice) => choice.split(' AND ').every((one) => licences.has(one)))
}

function read (file) {
  return JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'))
}
