import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { moveNames, moves } from '../../domain/action-moves.ts'
import type { Move, MoveName } from '../../domain/action-moves.ts'
import { requireCompleted } from '../../domain/impact-review.ts'
import { Refusal } from '../../domain/refusal.ts'
import { requireSeparateDuties } from '../../domain/separation-of-duties.ts'
import { commentOnAction, moveAction, reportProgress } from '../../features/actions/diary-commands.ts'
import { CommentInput, TransitionInput, UpdateInput } from '../../features/actions/diary-schemas.ts'
import { findAction } from '../../features/actions/queries.ts'
import { countEvidenceOf, listEvidence } from '../../features/evidence/queries.ts'
import { requestExtension } from '../../features/extensions/commands.ts'
import { ExtensionInput } from '../../features/extensions/schemas.ts'
import { rateImpact } from '../../features/impact-reviews/commands.ts'
import { ImpactReviewInput } from '../../features/impact-reviews/schemas.ts'
import { permit } from '../../features/work.ts'
import { Id, oneOf, params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { done, formPage, idOf, isBegun } from '../form.ts'
import { choicesOf } from '../choices.ts'
import { refuseUnlessOffered } from '../move-offers.ts'
import { standingOfAction } from '../standings.ts'
import { words } from '../words.ts'

/** What a person does to one action: moves it, reports on it, remarks, asks for time, judges its impact. */
export async function actionForms (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const home = (request: FastifyRequest) => `/actions/${idOf(request)}`

  async function load (request: FastifyRequest, title: string, more: object = {}) {
    const action = await findAction(services.database, request.caller, idOf(request))
    permit(request, action)
    return { page: { title, section: 'actions', action, ...more }, version: action.version, standing: standingOfAction(action) }
  }

  formPage(app, services, '/actions/:id/moves/:move', {
    operation: 'createTransition',
    params: Type.Object({ id: Id, move: oneOf(moveNames, '') }, { additionalProperties: false }),
    view: 'action-move',
    fields: Type.Omit(TransitionInput, ['to'], { additionalProperties: false }),
    labels: { resumeOn: 'When work goes on', dueOn: 'New due date', closureReason: 'How it ends', note: 'Why' },
    says: {
      'transition-incomplete': { resumeOn: 'Enter when work goes on', dueOn: 'Enter the new due date', closureReason: 'Choose how it ends', note: 'Enter why' },
      'evidence-missing': ({ missing }) => `This cannot be done yet: the action still needs ${[missing].flat().join(' and ')}`,
      'move-not-allowed': 'The action does not stand where this can be done. Go back to the action to see what can be done now'
    },
    load: async (request) => {
      const move = moveOf(request)
      const reasons = (move.closesAs ?? []).map((value) => ({ value, text: words.closureReason[value] }))
      const loaded = await load(request, words.move[move.name], { move, reasons })
      if (isBegun(request)) refuseUnlessOffered(move, loaded.page.action, request.caller, await countEvidenceOf(services.database, loaded.page.action))
      return loaded
    },
    submit: async (work, input, request) => {
      const { move } = await moveAction(work, idOf(request), { to: moveOf(request).to, ...input })
      return done(home(request), `moved_${move}`)
    }
  })

  formPage(app, services, '/actions/:id/updates/new', {
    operation: 'createUpdate',
    params: params('id'),
    view: 'action-update',
    fields: UpdateInput,
    labels: { narrative: 'What was done, and what comes next', confidence: 'Your view of the due date', percentComplete: 'How far the work is' },
    load: async (request) => await load(request, 'Report progress'),
    submit: async (work, input, request) => {
      await reportProgress(work, idOf(request), input)
      return done(home(request), 'update_added')
    }
  })

  formPage(app, services, '/actions/:id/comments/new', {
    operation: 'createComment',
    params: params('id'),
    view: 'action-comment',
    fields: CommentInput,
    labels: { text: 'Your comment' },
    load: async (request) => ({ page: (await load(request, 'Comment')).page }), // a remark stands whatever has changed meanwhile
    submit: async (work, { text }, request) => {
      await commentOnAction(work, idOf(request), text)
      return done(home(request), 'comment_added')
    }
  })

  formPage(app, services, '/actions/:id/extensions/new', {
    operation: 'requestExtension',
    params: params('id'),
    view: 'action-extension',
    fields: ExtensionInput,
    says: { 'extension-not-later': { proposedDueOn: 'New due date must be later than the present one' } },
    labels: { proposedDueOn: 'New due date', reason: 'Why more time is needed', interimRiskControl: 'What keeps children safe until then' },
    load: async (request) => await load(request, 'Ask for an extension'),
    submit: async (work, input, request) => {
      await requestExtension(work, idOf(request), input)
      return done(home(request), 'extension_requested')
    }
  })

  formPage(app, services, '/actions/:id/impact/new', {
    operation: 'rateImpact',
    params: params('id'),
    view: 'action-impact',
    fields: ImpactReviewInput,
    labels: { rating: 'What difference it has made', evidenceIds: 'The evidence that it rests on', narrative: 'What was looked at, and what it shows' },
    says: { 'rule-broken': 'Choose the evidence that shows it: that a difference is evidenced or has lasted rests on an accepted outcome, voice or independent item' },
    load: async (request) => {
      const accepted = { actionId: [idOf(request)], state: ['accepted'] } as const
      const { rows } = await listEvidence(services.database, request.caller, accepted, 'asc', { limit: 200, after: undefined })
      const loaded = await load(request, 'Judge its impact', {
        ratings: choicesOf(words.impact, ['not_yet_assessed']),
        evidence: rows.map(({ id, title, kind }) => ({ value: id, text: title, hint: { text: words.evidenceKind[kind] } }))
      })
      requireSeparateDuties(loaded.page.action, request.caller)
      if (isBegun(request)) requireCompleted(loaded.page.action)
      return loaded
    },
    submit: async (work, input, request) => {
      await rateImpact(work, idOf(request), input)
      return done(home(request), 'impact_rated')
    }
  })
}

function moveOf (request: FastifyRequest): Move {
  const { move: name } = request.params as { move: MoveName } // the form's own params
  const move = Object.values(moves).flat().find((known) => known.name === name)
  if (move === undefined) throw new Refusal('not-found', 'There is no such move.')
  return move
}
