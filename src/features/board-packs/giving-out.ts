import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendAttachment } from '../../platform/files/attachment.ts'
import { mediaTypes, tableFormatOf } from '../../platform/http/list-format.ts'
import { tableWriters } from '../../platform/http/send-table.ts'
import type { Services } from '../../services.ts'
import { noteExport } from '../exporting.ts'
import { readContent } from './queries.ts'
import type { ShownBoardPack } from './queries.ts'

/** Gives out the bytes of a pack in the format that is asked for, with their digest; to programs and to people alike. */
export async function sendPack (services: Services, request: FastifyRequest, reply: FastifyReply, pack: ShownBoardPack): Promise<FastifyReply> {
  const format = tableFormatOf(request) ?? 'json'
  const { size = 0, sha256 = '' } = pack.contents.find((each) => each.format === format) ?? {}
  const digest = `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`
  void reply.header('repr-digest', digest)
  if (request.headers.range === undefined) void reply.header('content-digest', digest) // the two differ for a part
  return await sendAttachment(request, reply, {
    name: `${pack.report}-${pack.on}.${format}`,
    mediaType: format === 'json' ? mediaTypes.json : tableWriters[format].mediaType,
    size,
    sha256,
    read: async () => {
      if (format !== 'json') await noteExport(services, request)
      return Readable.from([await readContent(services.database, pack, format)])
    }
  })
}
