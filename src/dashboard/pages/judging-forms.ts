import type { FastifyInstance } from 'fastify'
import { workOfExtension } from '../../domain/extension.ts'
import { Refusal } from '../../domain/refusal.ts'
import { requireSeparateDuties } from '../../domain/separation-of-duties.ts'
import { findAction } from '../../features/actions/queries.ts'
import { assessEvidence, judgedWork } from '../../features/evidence/commands.ts'
import { findEvidence } from '../../features/evidence/queries.ts'
import { AssessmentInput, presentEvidence } from '../../features/evidence/schemas.ts'
import { decideExtension } from '../../features/extensions/commands.ts'
import { findExtension } from '../../features/extensions/queries.ts'
import { DecisionInput } from '../../features/extensions/schemas.ts'
import { permit } from '../../features/work.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { done, formPage, idOf, isBegun } from '../form.ts'
import { standingOfExtension } from '../standings.ts'
import { words } from '../words.ts'

/** What a reviewer decides about a piece of evidence or an extension. */
export async function judgingForms (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const { database } = services

  formPage(app, services, '/evidence/:id/assessment', {
    operation: 'assessEvidence',
    params: params('id'),
    view: 'evidence-assessment',
    fields: AssessmentInput,
    labels: { outcome: 'Your judgement', comment: 'Why', sha256: 'What was judged' },
    load: async (request) => {
      const evidence = await findEvidence(database, request.caller, idOf(request))
      const action = await findAction(database, request.caller, evidence.actionId)
      permit(request, action)
      requireSeparateDuties(judgedWork(evidence, action), request.caller)
      if (isBegun(request) && evidence.state !== 'submitted') throw decidedAlready(`This piece of evidence is ${words.evidenceState[evidence.state].toLowerCase()}`)
      return { page: { title: 'Judge evidence', section: 'actions', action, evidence: presentEvidence(evidence) }, values: { sha256: evidence.sha256 } }
    },
    submit: async (work, input, request) => {
      const { actionId } = await findEvidence(work.tx, work.by, idOf(request))
      await assessEvidence(work, idOf(request), input)
      return done(`/actions/${actionId}`, 'evidence_judged')
    }
  })

  formPage(app, services, '/extensions/:id/decision', {
    operation: 'decideExtension',
    params: params('id'),
    view: 'extension-decision',
    fields: DecisionInput,
    labels: { outcome: 'Your decision', reason: 'Why' },
    load: async (request) => {
      const extension = await findExtension(database, request.caller, idOf(request))
      const action = await findAction(database, request.caller, extension.actionId)
      permit(request, action)
      requireSeparateDuties(workOfExtension(extension, action), request.caller)
      if (isBegun(request) && extension.state !== 'requested') throw decidedAlready(`This extension is ${words.extensionState[extension.state].toLowerCase()}`)
      return { page: { title: 'Decide an extension', section: 'actions', action, extension }, version: extension.version, standing: standingOfExtension(extension) }
    },
    submit: async (work, input, request) => {
      const { actionId } = await findExtension(work.tx, work.by, idOf(request))
      await decideExtension(work, idOf(request), input)
      return done(`/actions/${actionId}`, 'extension_decided')
    }
  })
}

function decidedAlready (what: string): Refusal {
  return new Refusal('already-decided', `${what} already: there is nothing to decide.`)
}
