import type { Static } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { may } from '../../domain/permission.ts'
import { rungs } from '../../domain/reminder.ts'
import type { ReminderPolicy } from '../../domain/reminder-policy.ts'
import { nameThings } from '../../features/events/names-queries.ts'
import { channelOf } from '../../features/reminders/delivery.ts'
import { listFailedAddresses } from '../../features/reminders/digest-queries.ts'
import { updateReminderPolicy } from '../../features/reminders/policy-commands.ts'
import { findPolicy } from '../../features/reminders/policy-queries.ts'
import type { PolicyRow } from '../../features/reminders/policy-queries.ts'
import { previewReminders } from '../../features/reminders/preview.ts'
import { listReminders } from '../../features/reminders/queries.ts'
import { presentPreview, presentReminder, ReminderQuery } from '../../features/reminders/schemas.ts'
import { permit } from '../../features/work.ts'
import { pageRequested, sortRequested } from '../../platform/http/list.ts'
import type { Services } from '../../services.ts'
import { administered } from '../administration.ts'
import { readFields } from '../fields.ts'
import { asRead, factOf } from '../changed-meanwhile.ts'
import type { Standing } from '../changed-meanwhile.ts'
import { addressOf } from '../filters.ts'
import { choicesOf, filterChoices } from '../choices.ts'
import { done, faultsOf, formPage, formState } from '../form.ts'
import type { FormState } from '../form.ts'
import { nextPage } from '../next-page.ts'
import { pageSchema } from '../page.ts'
import { PolicyForm, policyLabels, rowsFor, valuesOf, withPolicyOf } from '../reminder-form.ts'
import { chasedWords, reminderReasonWords, reminderStateWords, rungWords, stepInWords } from '../reminder-words.ts'
import { withoutOurs } from '../session.ts'

/** When and how hard the partnership chases, and what went out. */
export async function reminderPages (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const { database, cursors } = services

  app.get<{ Querystring: ReminderQuery }>('/reminders', { schema: pageSchema('listReminders', { querystring: ReminderQuery }) }, async (request, reply) => {
    permit(request)
    const { caller, query } = request
    const { direction } = sortRequested(query.sort ?? '-createdAt', ['createdAt'], 'createdAt')
    const mayChange = may(caller, 'updateReminderPolicy')
    const [policy, page, failed] = await Promise.all([
      findPolicy(database.shared, caller.partnershipId),
      listReminders(database, caller, { ...query, direction }, pageRequested(request, cursors)),
      mayChange ? listFailedAddresses(database.shared, caller.partnershipId) : []
    ])
    const names = await nameThings(database.shared, caller.partnershipId, page.rows.map(({ actionId, subjectId }) => actionId ?? subjectId))
    const sent = page.rows.map((row) => ({ ...presentReminder(row), about: names.get(row.actionId ?? row.subjectId), when: stepInWords({ days: row.step }), ...wordsOf(row) }))
    return await reply.page('reminders', administered('reminders', request, {
      title: 'Reminders', policy, steps: policy.steps.map((step) => ({ when: stepInWords(step), to: rungWords[step.to] })), reminders: sent, failed, mayChange, query,
      next: nextPage(reply, cursors, page), isFirst: query.cursor === undefined, timeZone: request.timeZone,
      states: filterChoices(choicesOf(reminderStateWords), 'All', query.state)
    }))
  })

  formPage(app, services, '/reminders/policy', {
    operation: 'updateReminderPolicy', fields: PolicyForm, labels: policyLabels, view: 'reminder-policy',
    load: async (request) => await loadPolicy(services, request),
    submit: async (work, input) => await withPolicyOf(input, async (policy) => {
      await updateReminderPolicy(work, { ...policy, steps: [...policy.steps] })
      return done('/reminders', 'reminders_changed')
    })
  })

  // Who was signed out while trying it finds the form as it was.
  app.get<{ Querystring: { draft?: string } }>('/reminders/policy/preview', { schema: pageSchema('previewReminders') }, async (request, reply) => {
    permit(request)
    return await reply.redirect(addressOf('/reminders/policy', { draft: request.query.draft }), 303)
  })

  app.post('/reminders/policy/preview', { schema: pageSchema('previewReminders') }, async (request, reply) => {
    const loaded = await loadPolicy(services, request)
    const body = request.body as Record<string, unknown> // the form parser's own
    const typed = withoutOurs(body)
    const show = async (answer: FastifyReply, state: FormState, preview?: object) =>
      await answer.page('reminder-policy', { ...loaded.page, preview, form: { ...formState(request, policyLabels, state), version: Number(body['_version']) || loaded.version, read: body['_read'] ?? asRead(loaded.standing) } })
    try {
      return await show(reply, { values: typed, faults: [] }, await tryOut(services, request, readFields(PolicyForm, typed, policyLabels)))
    } catch (error) {
      const faults = faultsOf(error, policyLabels)
      if (faults === undefined) throw error
      return await show(reply.code(422), { values: typed, faults })
    }
  })
}

async function loadPolicy ({ database }: Services, request: FastifyRequest) {
  permit(request)
  const policy = await findPolicy(database, request.caller.partnershipId)
  const recipients = rungs.map((value) => ({ value, text: rungWords[value].replace(/^the /, '').replace(/^./, (first) => first.toUpperCase()) }))
  const page = administered('reminders', request, { title: 'Change the reminders', rows: Array.from({ length: rowsFor(policy) }, (_, place) => place + 1), recipients })
  return { page, values: valuesOf(policy), version: policy.version, standing: standingOfPolicy(policy) }
}

function standingOfPolicy ({ partnershipId, updatedAt, sendAt, steps }: PolicyRow): Standing {
  const told = steps.map((step) => `${stepInWords(step)}: ${rungWords[step.to]}`).join('\n')
  return { subjectId: partnershipId, updatedAt: updatedAt ?? new Date(0).toISOString(), facts: [factOf('sendAt', policyLabels.sendAt, sendAt), factOf('steps', 'Steps', told)] }
}

/** What would go out on a day under the ladder that was typed, beside what would under the present one. */
async function tryOut ({ database, clock, config }: Services, { caller: { partnershipId } }: FastifyRequest, input: Static<typeof PolicyForm>): Promise<object> {
  const channel = channelOf(config)
  const day = input.asOf === undefined ? {} : { asOf: input.asOf }
  const look = async (policy?: ReminderPolicy) => presentPreview(await previewReminders(database, { partnershipId, channel, ...day, ...policy === undefined ? {} : { policy } }, clock.now()))
  const tried = await withPolicyOf(input, look)
  return { tried: { ...tried, data: tried.data.slice(0, 20).map((each) => ({ ...each, as: each.rungs.map((rung) => rungWords[rung]).join(', ') })) }, present: await look() }
}

function wordsOf ({ subjectType, rung, state, reason }: Parameters<typeof presentReminder>[0]) {
  return { what: chasedWords[subjectType], as: rungWords[rung], stateText: reminderStateWords[state], reasonText: reason === null ? undefined : reminderReasonWords[reason] ?? reason.replaceAll('_', ' ') }
}
