import { Worker } from 'node:worker_threads'
import type { Told } from './xlsx-thread.ts'
import { UnreadableFile } from './unreadable-file.ts'
import type { FileRow } from './unreadable-file.ts'

export interface SheetBegin { readonly sheet: string, readonly from1904: boolean }

// The texts that the largest workbook shares are kept in it, and a piece of XML.
const resourceLimits = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8, stackSizeMb: 2 }

/** The rows of a workbook's sheets, one after the other, read in a thread of its own that never runs ahead. Whoever has enough just stops asking. */
export async function * readXlsx (path: string, size: number): AsyncGenerator<SheetBegin | FileRow> {
  const thread = new Worker(new URL('./xlsx-thread.ts', import.meta.url), { workerData: { path, size }, resourceLimits, execArgv: [] })
  const ended = endOf(thread)
  try {
    for (;;) {
      const told = await Promise.race([nextFrom(thread), ended])
      if ('unreadable' in told) throw new UnreadableFile(told.unreadable)
      if ('end' in told) return
      if ('rows' in told) yield * told.rows
      else yield told
      thread.postMessage('go on')
    }
  } catch (error) {
    throw isOutOfMemory(error) ? new UnreadableFile('The workbook takes more memory than is given to one.') : error
  } finally {
    await thread.terminate()
  }
}

function nextFrom (thread: Worker): Promise<Told> {
  return new Promise((resolve) => { thread.once('message', resolve) })
}

/** Fails when the thread does, also while nobody asks it anything. */
function endOf (thread: Worker): Promise<never> {
  const ended = new Promise<never>((_resolve, reject) => {
    thread.once('error', reject)
    thread.once('exit', (code) => { reject(new Error(`The thread that reads workbooks ended with ${code}.`)) })
  })
  ended.catch(() => {}) // met where the next row is asked for, if it is
  return ended
}

function isOutOfMemory (error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
