import type { FastifyReply } from 'fastify'

/** Sends a calendar with the tag of its bytes; it has no version of its own, so that this part of the tag stands still. */
export async function sendCalendar (reply: FastifyReply, text: string): Promise<FastifyReply> {
  reply.version = 0
  return await reply.type('text/calendar; charset=utf-8').send(text)
}
