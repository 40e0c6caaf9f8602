import type { Client } from './client.ts'
import type { TestApp } from './app.ts'
import { buildAction, buildRecommendation } from './build.ts'
import type { BuiltRecommendation } from './build.ts'
import { statement } from './evidence.ts'

/** Chance that is the same for the same seed. */
export interface Chance {
  /** A whole number from 0 to below the limit. */
  below: (limit: number) => number
  oneOf: <Each>(list: readonly Each[]) => Each
}

export function chance (seed: number): Chance {
  let state = seed
  const below = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor(state / 2 ** 32 * limit)
  }
  return { below, oneOf: (list) => list[below(list.length)]! } // lists here are never empty
}

const anyVersion = { 'if-match': '*' }

/** A plan to which something happens at each step, through the API; what the rules refuse does not happen. */
export class RandomHistory {
  readonly #app: TestApp
  readonly #chance: Chance
  readonly #recommendations: BuiltRecommendation[]
  readonly #agency: string
  readonly #reviewer: string
  readonly #actions: string[] = []
  readonly #milestones: string[] = []
  readonly #evidence: Array<{ id: string, sha256: string }> = []
  readonly #extensions: string[] = []
  /** How often each kind of step was taken. */
  readonly taken = new Map<string, number>()

  private constructor (app: TestApp, chance: Chance, recommendations: BuiltRecommendation[], agency: string, reviewer: string) {
    this.#app = app
    this.#chance = chance
    this.#recommendations = recommendations
    this.#agency = agency
    this.#reviewer = reviewer
  }

  static async begin (app: TestApp, chance: Chance): Promise<RandomHistory> {
    const recommendations = [await buildRecommendation(app), await buildRecommendation(app, { leadAgencyId: app.agencies.csc }), await buildRecommendation(app, { restricted: true })]
    const agency = await app.send('POST', '/v1/agencies', { code: 'midwifery', name: 'Midwifery', kind: 'midwifery' })
    const reviewer = await app.send('POST', '/v1/people', { name: 'Another reviewer', email: 'another@reviewer.example', role: 'reviewer', agencyId: agency.body.id })
    return new RandomHistory(app, chance, recommendations, agency.body.id, reviewer.body.id)
  }

  async step (): Promise<void> {
    const { oneOf, below } = this.#chance
    const kind = this.#actions.length < 5 ? 'create' : oneOf(below(4) === 0 ? stepsOfPlan : stepsOfAction)
    const { status, body } = await this[kind](oneOf(this.#actions))
    if (status >= 500 || status === 400 || status === 404) throw new Error(`${kind} was answered ${status}: ${JSON.stringify(body)}`)
    if (status < 300) this.taken.set(kind, (this.taken.get(kind) ?? 0) + 1)
  }

  async create () {
    const { agencies } = this.#app
    const answered = new Set([this.#chance.oneOf(this.#recommendations).id, this.#chance.oneOf(this.#recommendations).id])
    const action = await buildAction(this.#app, { recommendationIds: [...answered], ownerAgencyId: this.#chance.oneOf([agencies.csc, agencies.housing, this.#agency]), ...this.#facts(), dueOn: this.#day() })
    this.#actions.push(action.id)
    return { status: 201, body: action }
  }

  async change (id: string) {
    const facts = this.#facts()
    const some = Object.entries(facts).filter(() => this.#chance.below(3) === 0)
    return await this.#coordinator('PATCH', `/v1/actions/${id}`, { title: `Title ${this.#chance.below(9)}`, ...Object.fromEntries(some) }, anyVersion)
  }

  async reassign (id: string) {
    const { agencies } = this.#app
    const ownerAgencyId = this.#chance.oneOf([agencies.csc, agencies.housing, this.#agency])
    const supportingAgencyIds = [agencies.csc, agencies.housing, agencies.police].filter((each) => each !== ownerAgencyId && this.#chance.below(2) === 0)
    return await this.#coordinator('PATCH', `/v1/actions/${id}`, { ownerAgencyId, supportingAgencyIds, recommendationIds: [this.#chance.oneOf(this.#recommendations).id] }, anyVersion)
  }

  async move (id: string) {
    const to = this.#chance.oneOf(['in_progress', 'in_progress', 'paused', 'awaiting_sign_off', 'closed_not_delivered'])
    const more = { paused: { note: 'Waiting.', resumeOn: '2027-12-01' }, closed_not_delivered: { note: 'Dropped.', closureReason: this.#chance.oneOf(['superseded', 'entered_in_error']) } }[to] ?? {}
    const from = await this.#coordinator('GET', `/v1/actions/${id}`)
    const reopening = ['completed', 'closed_not_delivered'].includes(from.body.status) && to === 'in_progress' ? { note: 'Again.', dueOn: this.#day() } : {}
    return await this.#coordinator('POST', `/v1/actions/${id}/transitions`, { to, ...more, ...reopening })
  }

  /** All the way, so that some are completed. */
  async complete (id: string) {
    const contributor = this.#app.as('contributor')
    await this.#coordinator('POST', `/v1/actions/${id}/transitions`, { to: 'in_progress' })
    for (const kind of ['output', 'outcome']) {
      const handedIn = await contributor('POST', `/v1/actions/${id}/evidence`, this.#statement(kind))
      if (handedIn.status === 201) await this.#app.as('reviewer')('POST', `/v1/evidence/${handedIn.body.id}/assessments`, { outcome: 'accepted', sha256: handedIn.body.sha256 })
    }
    await this.#coordinator('POST', `/v1/actions/${id}/transitions`, { to: 'awaiting_sign_off' })
    return await this.#app.as('reviewer')('POST', `/v1/actions/${id}/transitions`, { to: 'completed' })
  }

  async rate (id: string) {
    return await this.#app.as('reviewer')('POST', `/v1/actions/${id}/impact-reviews`, { rating: this.#chance.oneOf(['no_evidence', 'early_signs', 'no_improvement_found']), narrative: 'As seen.' })
  }

  async report (id: string) {
    return await this.#coordinator('POST', `/v1/actions/${id}/updates`, { narrative: 'It goes on.', confidence: this.#chance.oneOf(['on_track', 'at_risk', 'off_track']), percentComplete: this.#chance.below(101) })
  }

  async planMilestone (id: string) {
    const made = await this.#coordinator('POST', `/v1/actions/${id}/milestones`, { title: 'A step', dueOn: this.#day() })
    if (made.status === 201) this.#milestones.push(made.body.id)
    return made
  }

  async changeMilestone (id: string) {
    if (this.#milestones.length === 0) return await this.planMilestone(id)
    const patch = this.#chance.oneOf([{ completedOn: this.#app.clock.now.slice(0, 10) }, { completedOn: null }, { dueOn: this.#day() }])
    return await this.#coordinator('PATCH', `/v1/milestones/${this.#chance.oneOf(this.#milestones)}`, patch, anyVersion)
  }

  async addEvidence (id: string) {
    const made = await this.#coordinator('POST', `/v1/actions/${id}/evidence`, this.#statement('output'))
    if (made.status === 201) this.#evidence.push(made.body)
    return made
  }

  async judgeEvidence (id: string) {
    if (this.#evidence.length === 0) return await this.addEvidence(id)
    const piece = this.#chance.oneOf(this.#evidence)
    if (this.#chance.below(3) === 0) return await this.#coordinator('POST', `/v1/evidence/${piece.id}/withdrawal`)
    return await this.#app.as('reviewer')('POST', `/v1/evidence/${piece.id}/assessments`, { outcome: this.#chance.oneOf(['accepted', 'returned']), comment: 'Seen.', sha256: piece.sha256 })
  }

  async askExtension (id: string) {
    const asked = await this.#coordinator('POST', `/v1/actions/${id}/extensions`, { proposedDueOn: '2027-06-30', reason: 'More time.', interimRiskControl: 'Weekly checks.' })
    if (asked.status === 201) this.#extensions.push(asked.body.id)
    return asked
  }

  async decideExtension (id: string) {
    const extension = this.#extensions.pop()
    if (extension === undefined) return await this.askExtension(id)
    return await this.#app.as('reviewer')('POST', `/v1/extensions/${extension}/decision`, { outcome: this.#chance.oneOf(['agreed', 'declined']), reason: 'Considered.' })
  }

  async restrict () {
    return await this.#coordinator('PATCH', `/v1/reviews/${this.#chance.oneOf(this.#recommendations).reviewId}`, { restricted: this.#chance.below(2) === 0 }, anyVersion)
  }

  async renameAgency () {
    return await this.#coordinator('PATCH', `/v1/agencies/${this.#agency}`, { name: `Midwifery ${this.#chance.below(9)}` }, anyVersion)
  }

  async changeReviewer () {
    return await this.#coordinator('PATCH', `/v1/people/${this.#reviewer}`, { active: this.#chance.below(2) === 0 }, anyVersion)
  }

  #facts () {
    const { oneOf, below } = this.#chance
    const { contributor, coordinator } = this.#app.people
    return {
      description: oneOf([null, `Described ${below(9)}`]), themes: ['housing', 'midwifery', 'debrief'].filter(() => below(2) === 0), priority: oneOf(['high', 'medium', 'low']),
      leadPersonId: oneOf([null, contributor, coordinator]), confidence: oneOf(['on_track', 'at_risk', 'off_track']), percentComplete: below(101)
    }
  }

  #statement (kind: string) {
    return statement({ kind, effectiveOn: this.#app.clock.now.slice(0, 10) })
  }

  /** Within some months of the present day. */
  #day (): string {
    return new Date(Date.parse(this.#app.clock.now) + (this.#chance.below(240) - 60) * 86_400_000).toISOString().slice(0, 10)
  }

  get #coordinator (): Client { return this.#app.send }
}

const stepsOfAction = ['change', 'reassign', 'move', 'move', 'report', 'complete', 'rate', 'planMilestone', 'changeMilestone', 'addEvidence', 'judgeEvidence', 'askExtension', 'decideExtension'] as const
const stepsOfPlan = ['create', 'create', 'restrict', 'renameAgency', 'changeReviewer'] as const
