import type { Role } from './person.ts'
import { Refusal } from './refusal.ts'

/** Who is asking: a person, or a service's key. */
export interface Caller {
  readonly kind: 'person' | 'service'
  readonly id: string
  /** The API key it came with; null for a signed-in person. */
  readonly keyId: string | null
  readonly name: string
  readonly role: Role
  /** Null for a coordinator's service key, which stands for the whole business unit. */
  readonly agencyId: string | null
  readonly partnershipId: string
}

/** The agencies that an action, or the reporting of a measure, belongs to. */
export interface AgencyWork {
  /** Null: nobody's yet. */
  readonly ownerAgencyId: string | null
  readonly supportingAgencyIds: readonly string[]
}

/** `any`: throughout the partnership; `own`: for actions that the caller's agency owns or supports. */
type Reach = 'any' | 'own'
type Grants = Readonly<Partial<Record<Role, Reach>>>

const everyone: Grants = { coordinator: 'any', contributor: 'any', reviewer: 'any', scrutineer: 'any', viewer: 'any' }
/** All but dashboards and boards: they see no people, keys, evidence, reminders or events. */
const staff: Grants = { coordinator: 'any', contributor: 'any', reviewer: 'any', scrutineer: 'any' }
const coordinators: Grants = { coordinator: 'any' }
/** Persons only: a service's key has no such role. Their agency has no part in what they judge (separation-of-duties.ts). */
const reviewers: Grants = { reviewer: 'any' }
const workers: Grants = { coordinator: 'any', contributor: 'own' }

/**
 * The whole access policy: a line for each operation of the API. A route whose
 * operation is not here does not start; a role that is not in its line is refused.
 * The tests of permission are generated from it.
 */
export const policy = {
  getMe: everyone,
  getPartnership: everyone,
  updatePartnership: coordinators,

  listAgencies: everyone,
  createAgency: coordinators,
  getAgency: everyone,
  updateAgency: coordinators,
  mergeAgency: coordinators,

  listPeople: staff,
  createPerson: coordinators,
  getPerson: staff,
  updatePerson: coordinators,
  handOverWork: coordinators,
  erasePerson: coordinators,

  listApiKeys: staff,
  createApiKey: coordinators,
  getApiKey: staff,
  revokeApiKey: coordinators,
  rotateApiKey: coordinators,

  listReviews: everyone,
  createReview: coordinators,
  getReview: everyone,
  updateReview: coordinators,

  listRecommendations: everyone,
  createRecommendation: coordinators,
  getRecommendation: everyone,
  updateRecommendation: coordinators,

  listActions: everyone,
  createAction: coordinators,
  getAction: everyone,
  updateAction: workers,
  /** Adding one is the coordinators' (actions/push-commands.ts). */
  pushAction: workers,
  /** Each report in it is judged as createUpdate. */
  bulkUpdateActions: { coordinator: 'any', contributor: 'any' },

  listTransitions: everyone,
  createTransition: { ...workers, reviewer: 'any', scrutineer: 'any' },
  listUpdates: everyone,
  createUpdate: workers,
  listComments: everyone,
  createComment: everyone,
  listMilestones: everyone,
  createMilestone: coordinators,
  getMilestone: everyone,
  updateMilestone: workers,

  getDeadline: everyone,
  listExtensions: everyone,
  getExtension: everyone,
  listActionExtensions: everyone,
  requestExtension: workers,
  decideExtension: reviewers,
  listImpactReviews: everyone,
  listActionImpactReviews: everyone,
  rateImpact: reviewers,

  addEvidence: { ...workers, scrutineer: 'any' },
  listEvidence: staff,
  listActionEvidence: staff,
  getEvidence: staff,
  getEvidenceContent: staff,
  withdrawEvidence: { ...workers, scrutineer: 'own' },
  assessEvidence: { reviewer: 'any' },

  listMeasures: everyone,
  createMeasure: coordinators,
  getMeasure: everyone,
  updateMeasure: coordinators,
  listObservations: everyone,
  recordObservation: workers,

  listPlaybooks: everyone,
  getPlaybook: everyone,
  applyPlaybook: coordinators,

  getReminderPolicy: staff,
  updateReminderPolicy: coordinators,
  previewReminders: coordinators,
  runReminders: coordinators,
  listReminders: staff,
  getActionReminders: staff,

  getCalendar: everyone,
  /** One's own, but for coordinators; they belong to persons only. */
  listCalendarFeeds: everyone,
  createCalendarFeed: everyone,
  revokeCalendarFeed: everyone,

  listWebhookEndpoints: coordinators,
  createWebhookEndpoint: coordinators,
  getWebhookEndpoint: coordinators,
  updateWebhookEndpoint: coordinators,
  deleteWebhookEndpoint: coordinators,
  rotateWebhookSecret: coordinators,
  testWebhookEndpoint: coordinators,
  listWebhookDeliveries: coordinators,
  redeliverWebhook: coordinators,

  getImportTemplate: coordinators,
  listImports: coordinators,
  requestImport: coordinators,
  getImport: coordinators,
  listImportRows: coordinators,

  listEvents: staff,
  streamEvents: staff,
  getActionsFlatReport: everyone,
  getSummaryReport: everyone,
  getAnnualReport: everyone,
  getLearningReport: everyone,

  createBoardPack: coordinators,
  /** Those that hold nothing which is hidden from the caller (board-packs/queries.ts). */
  listBoardPacks: everyone,
  getBoardPack: everyone,
  getBoardPackContent: everyone,
  getTrendReport: everyone
} as const satisfies Record<string, Grants>

export type Operation = keyof typeof policy

/** May the caller do this at all, or to this action? */
export function may (caller: Caller, operation: Operation, action?: AgencyWork): boolean {
  const grants: Grants = policy[operation]
  const reach = grants[caller.role]
  if (reach === undefined) return false
  return reach === 'any' || action === undefined || worksOn(caller.agencyId, action)
}

/** Does the agency own or support the action? */
export function worksOn (agencyId: string | null, action: AgencyWork): boolean {
  return agencyId !== null && (action.ownerAgencyId === agencyId || action.supportingAgencyIds.includes(agencyId))
}

export function refuseUnlessMay (caller: Caller, operation: Operation, action?: AgencyWork): void {
  if (may(caller, operation, action)) return
  const grants: Grants = policy[operation]
  throw new Refusal('forbidden', grants[caller.role] === 'own'
    ? 'Only the agencies whose work this is may do this, and the coordinators.'
    : `The role ${caller.role} may not do this; ${Object.keys(grants).join(', ')} may.`)
}
