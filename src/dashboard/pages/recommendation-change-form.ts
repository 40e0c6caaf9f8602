import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { listAllAgencies } from '../../features/agencies/queries.ts'
import { updateRecommendation } from '../../features/recommendations/commands.ts'
import { findRecommendation } from '../../features/recommendations/queries.ts'
import { RecommendationInput } from '../../features/recommendations/schemas.ts'
import { nameRecommendations } from '../../features/reports/queries.ts'
import type { RecommendationName } from '../../features/reports/queries.ts'
import { permit, todayOf } from '../../features/work.ts'
import { nullable, params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { agencyChoices, choicesOf, namesOf, withNone } from '../choices.ts'
import { severalIn } from '../fields.ts'
import { done, formPage, idOf } from '../form.ts'
import { standingOfRecommendation } from '../standings.ts'
import { words } from '../words.ts'
import { recommendationLabels } from './review-forms.ts'

const { reference, text, themes, scope, leadAgencyId } = RecommendationInput.properties
/** As many as the API takes. */
const mostRepeats = 50

/** What a recommendation says, as a coordinator puts it right; what is answered to it has a form of its own. */
export async function recommendationChangeForm (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const { shared } = services.database

  formPage(app, services, '/recommendations/:id/change', {
    operation: 'updateRecommendation',
    params: params('id'),
    view: 'recommendation-change',
    fields: Type.Object({ reference, text, themes, scope, leadAgencyId, repeatsRecommendationIds: nullable(Type.String({ maxLength: 5000 })) }, { additionalProperties: false }),
    labels: { ...recommendationLabels, repeatsRecommendationIds: 'Earlier recommendations that it repeats' },
    prepare: ({ themes, ...typed }) => ({ ...typed, themes: severalIn(themes) }),
    load: async (request) => {
      const { partnershipId } = request.caller
      const [recommendation, agencies, names] = await Promise.all([findRecommendation(shared, request.caller, idOf(request)), listAllAgencies(shared, partnershipId), nameRecommendations(shared, partnershipId)])
      permit(request)
      const { reference, text, scope, leadAgencyId } = recommendation
      const repeats = names.filter(({ id }) => recommendation.repeatsRecommendationIds.includes(id)).map(nameOf).toSorted()
      return {
        page: {
          title: 'Change the recommendation', section: 'reviews', recommendation, named: names.find(({ id }) => id === recommendation.id),
          scopes: choicesOf(words.scope), leads: withNone(agencyChoices(agencies, todayOf(services, request), [leadAgencyId]), 'None yet')
        },
        values: { reference, text, scope, leadAgencyId, themes: recommendation.themes.join(', '), repeatsRecommendationIds: repeats.join('\n') },
        version: recommendation.version,
        standing: standingOfRecommendation(recommendation, namesOf(agencies), repeats)
      }
    },
    submit: async (work, { repeatsRecommendationIds: repeats, ...input }, request) => {
      await updateRecommendation(work, idOf(request), { ...input, repeatsRecommendationIds: namedBy(severalIn(repeats), await nameRecommendations(work.tx, work.by.partnershipId)) })
      return done(`/recommendations/${idOf(request)}`, 'recommendation_changed')
    }
  })
}

/** "CHILD-N R2": the review and the number that it has there; neither has a space in it. */
function nameOf ({ reviewReference, reference }: RecommendationName): string {
  return `${reviewReference} ${reference}`
}

/** The ids of what is named, with a space or, as in the references of actions, a slash. */
function namedBy (typed: readonly string[], names: readonly RecommendationName[]): string[] {
  const idOfName = new Map(names.map((name) => [nameOf(name), name.id]))
  const ids = typed.map((name) => idOfName.get(name.replace(/\s*\/\s*|\s+/, ' ')) ?? noSuch(name))
  if (ids.length > mostRepeats) throw fieldRefusal('rule-broken', 'repeatsRecommendationIds', `Name ${mostRepeats} recommendations or fewer`)
  return [...new Set(ids)]
}

function noSuch (name: string): never {
  throw fieldRefusal('unknown-reference', 'repeatsRecommendationIds', `There is no recommendation “${name}”. Name the review and the number in it, such as CHILD-O R2`)
}
