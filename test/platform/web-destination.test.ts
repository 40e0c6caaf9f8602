import t from 'tap'
import { faultOfDestination } from '../../src/platform/web/destination.ts'
import { isPublicAddress } from '../../src/platform/web/public-address.ts'

t.test('what is not of the public internet is told, the first and the last address of each class', async (t) => {
  const refused = [
    '0.0.0.0', '0.255.255.255', '10.0.0.0', '10.255.255.255', '100.64.0.0', '100.127.255.255', '127.0.0.1', '127.255.255.255', '169.254.169.254', '172.16.0.0', '172.31.255.255',
    '192.0.0.1', '192.0.2.1', '192.88.99.1', '192.168.0.1', '192.168.255.255', '198.18.0.0', '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.0', '255.255.255.255',
    '::', '::1', '::127.0.0.1', '::8.8.8.8', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1', '64:ff9b:1::1', '2002:7f00:1::', '2001::1', '2001:2::1', '2001:db8::1', '3fff::1', '5f00::1',
    '100::1', 'fc00::1', 'fd00::1', 'fe80::1', 'fe80::1%lo', 'fec0::1', 'ff02::1', '4000::1', 'localhost', ''
  ]
  for (const address of refused) t.notOk(isPublicAddress(address), address)
})

t.test('their neighbours are public', async (t) => {
  const open = ['1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0', '223.255.255.255', '2606:4700::1111', '2a00:1450::1']
  for (const address of open) t.ok(isPublicAddress(address), address)
})

const refused: Readonly<Record<string, RegExp>> = {
  'http://receiver.example/': /https/,
  'ftp://receiver.example/': /https/,
  'file:///etc/passwd': /https/,
  'gopher://receiver.example/': /https/,
  nonsense: /not a web address/,
  'https://user@receiver.example/': /user name/,
  'https://user:password@receiver.example/': /user name/,
  'https://receiver.example/#part': /fragment/,
  'https://receiver.example:22/': /443 is sent to, not 22/,
  'https://receiver.example:25/': /443/,
  'https://receiver.example:5432/': /443/,
  'https://localhost/': /public/,
  'https://LOCALHOST./': /public/,
  'https://printer.local/': /public/,
  'https://intranet/': /public/,
  'https:///intranet': /public/,
  'https://metadata.google.internal/': /public/,
  'https://127.0.0.1/': /public/,
  'https://10.0.0.1/': /public/,
  'https://169.254.169.254/latest': /public/,
  'https://[::1]/': /public/,
  'https://[fd00::1]/': /public/,
  'https://100.64.0.1/': /public/,
  'https://0.0.0.0/': /public/,
  'https://0/': /public/,
  // one address in its disguises: as it will be read, not as it is written
  'https://2130706433/': /127\.0\.0\.1/,
  'https://0x7f.1/': /127\.0\.0\.1/,
  'https://017700000001/': /127\.0\.0\.1/,
  'https://127.1/': /127\.0\.0\.1/,
  'https://①②⑦.⓪.⓪.①/': /127\.0\.0\.1/,
  'https://[::ffff:7f00:1]/': /public/,
  'https://[64:ff9b::7f00:1]/': /public/,
  'https://[2002:7f00:1::]/': /public/
}

t.test('an address that may not be sent to is refused where it is entered', async (t) => {
  for (const [url, why] of Object.entries(refused)) t.match(faultOfDestination(url, []), why, url)
})

t.test('an address of the public internet may be sent to', async (t) => {
  for (const url of ['https://receiver.example/', 'https://receiver.example:443/a?b=c', 'https://1.1.1.1/', 'https://[2606:4700::1111]/', 'HTTPS://RECEIVER.EXAMPLE']) t.equal(faultOfDestination(url, []), undefined, url)
})

t.test('what the operator exempts is exempt by host and port, and by nothing else', async (t) => {
  const exempt = ['127.0.0.1:8080', 'receiver.test:80', '[::1]:9000']
  for (const url of ['http://127.0.0.1:8080/', 'https://127.0.0.1:8080/', 'http://receiver.test/', 'http://[::1]:9000/']) t.equal(faultOfDestination(url, exempt), undefined, url)
  for (const url of ['http://127.0.0.1:8081/', 'https://127.0.0.1/', 'https://receiver.test:22/', 'ftp://127.0.0.1:8080/', 'http://user@127.0.0.1:8080/']) t.type(faultOfDestination(url, exempt), 'string', url)
})
