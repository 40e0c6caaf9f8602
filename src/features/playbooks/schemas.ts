import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { agencyKinds } from '../../domain/agency.ts'
import { directions, frequencies } from '../../domain/measure.ts'
import { Id, listOf, nullable, oneOf, Words } from '../../platform/http/schemas.ts'

const offset = Type.Integer({ minimum: 0, maximum: 3660, description: 'Calendar days from the day on which the plan is approved.' })
const agencyName = Words(200, 'Who is meant, as the playbook’s writers called it.')
const kind = oneOf(agencyKinds, 'A kind of agency.')
const ownerKind = nullable(kind, 'The kind of agency that owns it; null for a team that is no agency of its own: the lead agency of the recommendation then does.')

export const PlaybookKey = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80, description: 'Its name in addresses.', examples: ['social-worker-continuity'] })

const Milestone = Type.Object({ title: Words(300, 'The step, in a line.'), dueOffsetDays: offset }, { additionalProperties: false })

const Action = Type.Object({
  title: Words(300, 'What will be done, in a line.'),
  description: Words(6000, 'What will be done, in full.'),
  ownerAgency: agencyName,
  ownerKind,
  dueOffsetDays: offset,
  evidenceExpected: Type.Array(Words(300, 'A piece of evidence.'), { maxItems: 10, description: 'What its owner will be asked to show; it stands in the description of the action that is made.' }),
  milestones: Type.Array(Milestone, { maxItems: 20, description: 'Its dated steps.' })
}, { additionalProperties: false })

const Measure = Type.Object({
  name: Words(300, 'What is measured, in a line.'),
  description: Words(4000, 'What exactly is counted.'),
  unit: Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$', maxLength: 40, description: 'The unit of its values.', examples: ['percent'] }),
  numerator: nullable(Words(1000, ''), 'What the numerator counts.'),
  denominator: nullable(Words(1000, ''), 'What the denominator counts; null where the value is no fraction.'),
  direction: oneOf(directions, 'Which way is better.'),
  frequency: oneOf(frequencies, 'How often it is observed.'),
  baseline: nullable(Type.Number(), 'Where it begins; often a national figure, to be replaced by the partnership’s own.'),
  target: nullable(Type.Number(), 'Where it is to get to.'),
  source: Words(1000, 'Where the figures come from.')
}, { additionalProperties: false })

export const Playbook = Type.Object({
  key: PlaybookKey,
  title: Words(300, 'What it is for.'),
  theme: Words(300, 'The theme by which it is found.'),
  reference: Words(40, 'The recommendation that it was written for.'),
  recommendationText: Words(8000, 'The words of that recommendation.'),
  ownerAgency: agencyName,
  ownerKind,
  supportingAgencies: Type.Array(agencyName, { maxItems: 30, description: 'Who helps.' }),
  supportingKinds: Type.Array(kind, { maxItems: 30, uniqueItems: true, description: 'The kinds of agency that help, where they are agencies.' }),
  actions: Type.Array(Action, { minItems: 1, maxItems: 30, description: 'What to do, in order. Where the recommendation says “consider”, the first is a dated, reasoned decision.' }),
  measures: Type.Array(Measure, { maxItems: 30, description: 'What will show whether it makes a difference.' })
}, { $id: 'Playbook', additionalProperties: false, description: 'What has worked before for a recommendation of this kind: a plan to start from, not one to keep to.' })

export const PlaybookList = listOf(Playbook, 'PlaybookList')

export const PlaybookApplicationInput = Type.Object({
  key: { ...PlaybookKey, description: 'The playbook.' },
  startOn: Type.String({ format: 'date', description: 'The day on which the plan is approved; all its days are counted from there.', examples: ['2026-03-02'] }),
  ownerAgencyId: Type.Optional({ ...Id, description: 'The agency that is to own every action and report every measure. Otherwise each goes to the one current agency of the kind that the playbook names, else to the lead agency of the recommendation.' })
}, { additionalProperties: false })

export const PlaybookApplication = Type.Object({
  key: PlaybookKey,
  startOn: PlaybookApplicationInput.properties.startOn,
  actions: Type.Array(Type.Object({
    id: Id,
    reference: Type.String({ description: 'Its reference.', examples: ['CHILD-O/R3/A2'] })
  }, { additionalProperties: false }), { description: 'The actions that were made, in the playbook’s order.' }),
  milestones: Type.Array(Id, { description: 'The milestones that were made, action by action.' }),
  measures: Type.Array(Id, { description: 'The measures that were made, in the playbook’s order.' })
}, { $id: 'PlaybookApplication', additionalProperties: false, description: 'The plan that a recommendation got from a playbook.' })

export const components = [Playbook, PlaybookList, PlaybookApplication]

export type PlaybookApplicationInput = Static<typeof PlaybookApplicationInput>
export type PlaybookApplication = Static<typeof PlaybookApplication>
