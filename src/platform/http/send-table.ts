import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { contentDisposition } from '../files/attachment.ts'
import { csvType, writeCsv } from '../formats/csv.ts'
import type { Table } from '../formats/table.ts'
import { writeXlsx, xlsxType } from '../formats/xlsx.ts'
import type { TableFormat } from './list-format.ts'

/** How a table is written in each format. */
export const tableWriters = { csv: { mediaType: csvType, write: (table: Table, ..._more: readonly Table[]) => writeCsv(table) }, xlsx: { mediaType: xlsxType, write: writeXlsx } }

/**
 * Gives a table out as a file with the day in its name, as fast as it is read. The answer has no
 * length and ends when the rows do: should they fail, the connection is cut, and no client takes the
 * beginning for the whole. More tables are more sheets of a workbook.
 */
export async function sendTable (request: FastifyRequest, reply: FastifyReply, format: TableFormat, day: string, table: Table, ...more: readonly Table[]): Promise<FastifyReply> {
  const { mediaType, write } = tableWriters[format]
  void reply.type(mediaType).header('content-disposition', contentDisposition(`${table.name}-${day}.${format}`))
  return await reply.send(request.method === 'HEAD' ? undefined : resetOnFault(reply, write(table, ...more)))
}

/** A proxy that speaks HTTP/1.0 to us, as nginx does unless told otherwise, takes a closed connection for the end of the file; one that is reset it does not. */
function resetOnFault (reply: FastifyReply, file: Readable): Readable {
  return file.once('error', () => { if (reply.raw.headersSent) reply.raw.socket?.resetAndDestroy() })
}
