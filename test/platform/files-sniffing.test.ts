import t from 'tap'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sniff } from '../../src/platform/files/sniff.ts'
import { docx, jpeg, pdf, png, xlsx, zip } from '../support/files.ts'

const folder = t.testdir()
let written = 0

async function typeOf (content: Buffer | string): Promise<string | undefined> {
  const path = join(folder, String(++written))
  await writeFile(path, content)
  return (await sniff(path, Buffer.byteLength(content))).type
}

t.test('each type that is taken is known by its bytes', async (t) => {
  t.equal(await typeOf(pdf), 'application/pdf')
  t.equal(await typeOf(png()), 'image/png')
  t.equal(await typeOf(jpeg()), 'image/jpeg')
  t.equal(await typeOf(docx), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document')
  t.equal(await typeOf(xlsx), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
  t.equal(await typeOf('Month,Debriefs\r\n2026-01,12\r\n'), 'text/plain')
  t.equal(await typeOf('\ufeffGweddïau, £5\n'), 'text/plain')
  t.equal(await typeOf(Buffer.from('Caf\xe9, \xa35\n', 'latin1')), 'text/plain')
})

t.test('programs, markup and scripts are nothing, whatever they are called', async (t) => {
  t.equal(await typeOf(Buffer.from('4d5a90000300000004000000ffff0000', 'hex')), undefined, 'a program')
  t.equal(await typeOf('\u007fELF\u0001\u0001'), undefined, 'another')
  for (const text of ['<!DOCTYPE html><script>1</script>', ' \n<svg onload="1">', '<?xml version="1.0"?>', '\ufeff<html>', '<!-- x -->', '#!/bin/sh\nrm -rf /']) t.equal(await typeOf(text), undefined, text)
  t.equal(await typeOf('GIF89a\u0001\u0001'), undefined)
})

t.test('a text with a control character anywhere in it is nothing', async (t) => {
  t.equal(await typeOf(`${'x'.repeat(200_000)}\0`), undefined)
  t.equal(await typeOf(`${'x'.repeat(65_536)}\u001b[2J`), undefined)
  t.equal(await typeOf('x'.repeat(200_000)), 'text/plain')
})

t.test('an archive is an office document, or nothing', async (t) => {
  t.equal(await typeOf(zip('a.txt')), undefined, 'a plain archive')
  t.equal(await typeOf(zip('[Content_Types].xml', 'word/document.xml', 'xl/workbook.xml')), undefined, 'both')
  t.equal(await typeOf(zip('[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin')), undefined, 'macros')
  t.equal(await typeOf(zip('[Content_Types].xml', { name: 'xl/workbook.xml', flags: 1 })), undefined, 'a password')
  t.equal(await typeOf(Buffer.from('d0cf11e0a1b11ae1', 'hex')), undefined, 'an older or encrypted document')
  t.equal(await typeOf(docx.subarray(0, -10)), undefined, 'cut short')
  const lying = Buffer.from(docx)
  lying.writeUInt16LE(60_000, lying.length - 12)
  t.equal(await typeOf(lying), undefined, 'a directory that promises more than it has')
})

t.test('something in front of a document makes it nothing', async (t) => {
  t.equal(await typeOf(Buffer.concat([Buffer.from('MZ\0\0'), pdf])), undefined)
  t.equal(await typeOf(Buffer.concat([Buffer.from('GIF89a\0'), docx])), undefined)
})

t.test('an image tells its size without being decoded; one that does not is nothing', async (t) => {
  const sizeOf = async (content: Buffer): Promise<unknown> => {
    await writeFile(join(folder, 'image'), content)
    return await sniff(join(folder, 'image'), content.length)
  }

  t.same(await sizeOf(png(60_000, 60_000)), { type: 'image/png', pixels: 3_600_000_000 })
  t.same(await sizeOf(jpeg(4000, 3000)), { type: 'image/jpeg', pixels: 12_000_000 })
  for (const broken of [png().subarray(0, 20), jpeg().subarray(0, 8), Buffer.from('ffd8ffda0004', 'hex')]) t.same(await sizeOf(broken), { type: undefined, pixels: 0 })
})

t.test('an empty file is an empty text; the domain refuses it', async (t) => {
  t.equal(await typeOf(''), 'text/plain')
})
