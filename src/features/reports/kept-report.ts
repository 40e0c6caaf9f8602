import type { FastifyReply, FastifyRequest } from 'fastify'
import { visibilityTypes } from '../../domain/event.ts'
import type { Caller } from '../../domain/permission.ts'
import { viewOf } from '../actions/visibility.ts'
import { freshness } from '../events/freshness.ts'
import type { Needed } from '../events/freshness.ts'
import { currentSnapshot, findChangeSince } from '../events/queries.ts'
import { KeptAnswers } from './kept-answers.ts'
import type { Answer, Changed } from './kept-answers.ts'

/** Reports that are worked out once for all callers of one view, until something changes. */
export class KeptReports {
  readonly #kept = new KeptAnswers()
  readonly #services: Needed

  constructor (services: Needed) {
    this.#services = services
  }

  /** The report in JSON; the question says which report, of what and of which day. */
  async read ({ caller }: Pick<FastifyRequest, 'caller'>, question: readonly unknown[], compute: () => Promise<object>): Promise<Answer> {
    const changed = async (snapshot: string) => (await findChangeSince(this.#services.database.shared, caller.partnershipId, snapshot)).changed
    return await this.#workedOutOnce(caller, question, changed, compute)
  }

  /**
   * The same of what is over and done with: only who may see it can still change,
   * and for those who see all not even that.
   */
  async readPast ({ caller }: Pick<FastifyRequest, 'caller'>, question: readonly unknown[], compute: () => Promise<object>): Promise<Answer> {
    const changed = async (snapshot: string) => viewOf(caller) !== 'all' && (await findChangeSince(this.#services.database.shared, caller.partnershipId, snapshot, visibilityTypes)).changed
    return await this.#workedOutOnce(caller, ['past', ...question], changed, compute)
  }

  /** Answers with the report, or that the caller has it already. */
  async send (request: FastifyRequest, reply: FastifyReply, read: () => Promise<Answer>): Promise<FastifyReply> {
    const fresh = await freshness(this.#services, request, reply)
    if (fresh.unchanged) return reply
    const { body } = fresh.tagged(await read())
    return await reply.type('application/json; charset=utf-8').serializer(String).send(body) // it is JSON already
  }

  /** The snapshot is older than what the report was worked out from: a change in between is looked at twice, and none is missed. */
  async #workedOutOnce (caller: Caller, question: readonly unknown[], changed: Changed, compute: () => Promise<object>): Promise<Answer> {
    return await this.#kept.read(JSON.stringify([caller.partnershipId, viewOf(caller), ...question]), changed, async () => {
      const snapshot = await currentSnapshot(this.#services.database)
      return { snapshot, body: JSON.stringify(await compute()) }
    })
  }
}
