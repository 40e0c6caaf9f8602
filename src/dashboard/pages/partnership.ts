import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { updatePartnership } from '../../features/partnerships/commands.ts'
import { findPartnership } from '../../features/partnerships/queries.ts'
import { Partnership } from '../../features/partnerships/schemas.ts'
import { permit } from '../../features/work.ts'
import type { Services } from '../../services.ts'
import { administered } from '../administration.ts'
import { done, formPage } from '../form.ts'
import { standingOfPartnership } from '../standings.ts'

const { name, timeZone, retention } = Partnership.properties

/** The settings as they stand on a form: one below the other. */
const SettingsForm = Type.Object({
  name, timeZone, impactReviewMonths: Type.String({ minLength: 1, maxLength: 100 }), years: retention.properties.years, legalHold: retention.properties.legalHold
}, { additionalProperties: false })

const labels = { name: 'Name of the partnership', impactReviewMonths: 'When impact is looked at', timeZone: 'Time zone', years: 'How many years records are kept', legalHold: 'Legal hold' }

/** The settings of the partnership. */
export async function partnershipPage (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  formPage(app, services, '/partnership', {
    operation: 'updatePartnership', fields: SettingsForm, labels, view: 'partnership',
    load: async (request) => {
      permit(request)
      const partnership = await findPartnership(services.database, request.caller.partnershipId)
      const { name, timeZone, impactReviewMonths, retentionYears, legalHold, version } = partnership
      return {
        page: administered('partnership', request, { title: 'Settings of the partnership' }),
        values: { name, timeZone, impactReviewMonths: impactReviewMonths.join(', '), years: String(retentionYears), legalHold: String(legalHold) },
        version,
        standing: standingOfPartnership(partnership)
      }
    },
    submit: async (work, { name, timeZone, impactReviewMonths, years, legalHold }) => {
      await updatePartnership(work, { name, timeZone, signOff: { impactReviewMonths: monthsIn(impactReviewMonths) }, retention: { years, legalHold } })
      return done('/partnership', 'partnership_changed')
    }
  })
}

/** "6, 12" as numbers in ascending order. */
function monthsIn (text: string): number[] {
  const months = [...new Set(text.split(/[\s,;]+/).filter((part) => part !== '').map(Number))].toSorted((one, other) => one - other)
  const areMonths = months.length > 0 && months.length <= 12 && months.every((month) => Number.isInteger(month) && month >= 1 && month <= 120)
  if (!areMonths) throw fieldRefusal('rule-broken', 'impactReviewMonths', 'When impact is looked at must be up to 12 whole numbers of months from 1 to 120, such as 6, 12')
  return months
}
