import { endingOf } from './evidence-file.ts'

// Control characters, and those that turn the direction of writing: `report\u202Efdp.exe` shows as report.exe.pdf.
// eslint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** Longest name in characters, its ending included; the usual file systems take 255 bytes. */
const longestName = 120

/** A file's name as it may be shown and offered for saving: no folders, nothing invisible, not too long. */
export function cleanFileName (given: string): string {
  const last = given.toWellFormed().replaceAll('\ufffd', '_').split(/[/\\]/).at(-1) ?? ''
  const visible = last.replace(unsafe, '').replace(/\s+/g, ' ').replace(/^[\s.]+|[\s.]+$/g, '')
  return shortened(visible) || 'file'
}

function shortened (name: string): string {
  const characters = [...name]
  if (characters.length <= longestName) return name
  const ending = endingOf(name)
  const kept = characters.slice(0, longestName - ending.length - 1).join('')
  return ending === '' ? kept : `${kept}.${ending}`
}
