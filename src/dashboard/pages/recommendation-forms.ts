import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { responses } from '../../domain/recommendation.ts'
import { createAction } from '../../features/actions/commands.ts'
import { ActionInput } from '../../features/actions/schemas.ts'
import { applyPlaybook } from '../../features/playbooks/commands.ts'
import { playbooks } from '../../features/playbooks/playbooks.ts'
import { findApplication } from '../../features/playbooks/queries.ts'
import { PlaybookApplicationInput } from '../../features/playbooks/schemas.ts'
import { updateRecommendation } from '../../features/recommendations/commands.ts'
import { findRecommendation } from '../../features/recommendations/queries.ts'
import { RecommendationInput } from '../../features/recommendations/schemas.ts'
import { permit, todayOf } from '../../features/work.ts'
import { oneOf, params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { namedChoices, choicesOf, currentAgencies, namesOf, withNone } from '../choices.ts'
import { done, formPage, idOf } from '../form.ts'
import { standingOfRecommendation } from '../standings.ts'
import { words } from '../words.ts'

const Response = Type.Object({
  response: oneOf(responses, 'What the partnership answers.'),
  responseReason: RecommendationInput.properties.responseReason,
  respondedOn: RecommendationInput.properties.respondedOn
}, { additionalProperties: false })

/** What the partnership does about a recommendation: it answers, and plans, from a playbook or action by action. */
export async function recommendationForms (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const { database } = services
  const home = (request: FastifyRequest) => `/recommendations/${idOf(request)}`

  async function load (request: FastifyRequest, title: string) {
    const [recommendation, agencies] = await Promise.all([
      findRecommendation(database.shared, request.caller, idOf(request)),
      currentAgencies(database.shared, request.caller.partnershipId, todayOf(services, request))
    ])
    permit(request)
    return { recommendation, agencies, page: { title, section: 'reviews', recommendation } }
  }

  formPage(app, services, '/recommendations/:id/response', {
    operation: 'updateRecommendation',
    params: params('id'),
    view: 'recommendation-response',
    fields: Response,
    labels: { response: 'The partnership’s response', responseReason: 'Reasons', respondedOn: 'Day of the response' },
    says: { 'reason-required': 'Enter reasons: only a response that accepts the whole goes without' },
    load: async (request) => {
      const { recommendation, agencies, page } = await load(request, 'Respond to a recommendation')
      const { response, responseReason, respondedOn, version } = recommendation
      return {
        page: { ...page, responses: choicesOf(words.response, ['awaiting_response']) },
        values: { response, responseReason, respondedOn: respondedOn ?? todayOf(services, request) },
        version,
        standing: standingOfRecommendation(recommendation, namesOf(agencies))
      }
    },
    submit: async (work, input, request) => {
      await updateRecommendation(work, idOf(request), { responseReason: null, ...input })
      return done(home(request), 'response_recorded')
    }
  })

  formPage(app, services, '/recommendations/:id/plan', {
    operation: 'applyPlaybook',
    params: params('id'),
    view: 'recommendation-plan',
    fields: Type.Object({ ...PlaybookApplicationInput.properties, key: oneOf(playbooks.map(({ key }) => key), 'The playbook.') }, { additionalProperties: false }),
    labels: { key: 'A playbook', startOn: 'Day on which the plan begins', ownerAgencyId: 'Owner agency' },
    load: async (request) => {
      const { recommendation, agencies, page } = await load(request, 'Plan from a playbook')
      const applied = await findApplication(database.shared, request.caller.partnershipId, recommendation.id)
      return {
        page: {
          ...page, playbooks, applied,
          appliedFrom: playbooks.find(({ key }) => key === applied?.playbookKey)?.title,
          owners: withNone(namedChoices(agencies), 'As the playbook says: each to the agency of its kind')
        },
        values: { startOn: todayOf(services, request), key: playbooks.find(({ recommendationText }) => sameWords(recommendationText, recommendation.text))?.key }
      }
    },
    submit: async (work, input, request) => {
      await applyPlaybook(work, idOf(request), input)
      return done(home(request), 'playbook_applied')
    }
  })

  formPage(app, services, '/recommendations/:id/actions/new', {
    operation: 'createAction',
    params: params('id'),
    view: 'action-new',
    fields: Type.Pick(ActionInput, ['title', 'description', 'ownerAgencyId', 'supportingAgencyIds', 'priority', 'dueOn', 'externalReference'], { additionalProperties: false }),
    labels: {
      title: 'What will be done, in a line', description: 'What will be done, in full', ownerAgencyId: 'Owner agency', dueOn: 'Due date',
      priority: 'Priority', supportingAgencyIds: 'Agencies that help', externalReference: 'The owner’s own number for it'
    },
    load: async (request) => {
      const { agencies, page } = await load(request, 'Add an action')
      const choices = namedChoices(agencies)
      return { page: { ...page, owners: withNone(choices, 'Choose an agency'), supporters: choices, priorities: choicesOf(words.priority) }, values: { priority: 'medium' } }
    },
    submit: async (work, input, request) => {
      const { id } = await createAction(work, { ...input, recommendationIds: [idOf(request)] })
      return done(`/actions/${id}`, 'action_added')
    }
  })
}

/** Reviews are quoted with other spaces and quotes than they were written with. */
function sameWords (one: string, other: string): boolean {
  const [plain, otherPlain] = [one, other].map((text) => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, ''))
  return plain === otherPlain
}
