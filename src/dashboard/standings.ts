import type { ShownAction } from '../features/actions/queries.ts'
import type { AgencyRow } from '../features/agencies/queries.ts'
import type { ExtensionRow } from '../features/extensions/queries.ts'
import type { MilestoneRow } from '../features/milestones/queries.ts'
import type { ShownMeasure } from '../features/measures/queries.ts'
import type { ObservationRow } from '../features/measures/observation-queries.ts'
import type { PartnershipRow } from '../features/partnerships/queries.ts'
import type { PersonRow } from '../features/people/queries.ts'
import type { ShownRecommendation } from '../features/recommendations/queries.ts'
import type { ReviewRow } from '../features/reviews/queries.ts'
import type { EndpointRow } from '../features/webhooks/queries.ts'
import { dayOf, factOf } from './changed-meanwhile.ts'
import type { Standing } from './changed-meanwhile.ts'
import { filters } from './filters.ts'
import { subscriptionInWords } from './webhook-words.ts'
import { words } from './words.ts'

/*
 * What each kind of record says, in the words of its pages; names are those of its events
 * and forms. A form of an older version shows what of it has changed.
 */

export type Names = Readonly<Record<string, string>>

export function standingOfAction (action: ShownAction, agencies: Names = {}): Standing {
  return {
    subjectId: action.id,
    updatedAt: action.updatedAt,
    facts: [
      factOf('status', 'Status', action.status, words.status),
      factOf('title', 'Title', action.title),
      factOf('description', 'Description', action.description),
      factOf('priority', 'Priority', action.priority, words.priority),
      factOf('ownerAgencyId', 'Owner', action.ownerAgencyId, { [action.ownerAgencyId]: action.ownerAgencyName, ...agencies }),
      dayOf('dueOn', 'Due date', action.dueOn),
      dayOf('resumeOn', 'Work goes on', action.resumeOn),
      factOf('confidence', 'The lead’s view', action.confidence, words.confidence),
      { name: 'percentComplete', label: 'How far the work is', value: action.percentComplete, inWords: (percent) => `${String(percent)}%` },
      factOf('impact', 'Impact', action.impact, words.impact)
    ]
  }
}

export function standingOfReview (review: ReviewRow): Standing {
  return {
    subjectId: review.id,
    updatedAt: review.updatedAt,
    facts: [
      factOf('title', 'Title', review.title),
      factOf('reference', 'Reference', review.reference),
      factOf('kind', 'Kind of review', review.kind, words.reviewKind),
      factOf('status', 'How far it is', review.status, words.reviewStatus),
      factOf('summary', 'What it was about', review.summary),
      factOf('sourceUrl', 'Where it is published', review.sourceUrl),
      dayOf('commissionedOn', 'When it was commissioned', review.commissionedOn),
      dayOf('publishedOn', 'When it was published', review.publishedOn),
      factOf('restricted', 'Restricted', review.restricted, words.yesNo),
      factOf('legalHold', 'Legal hold', review.legalHold, words.yesNo)
    ]
  }
}

export function standingOfRecommendation (recommendation: ShownRecommendation, agencies: Names = {}, repeats: readonly string[] = []): Standing {
  return {
    subjectId: recommendation.id,
    updatedAt: recommendation.updatedAt,
    facts: [
      factOf('response', 'Response', recommendation.response, words.response),
      factOf('responseReason', 'Reasons', recommendation.responseReason),
      dayOf('respondedOn', 'Day of the response', recommendation.respondedOn),
      factOf('reference', 'Reference', recommendation.reference),
      factOf('text', 'Text', recommendation.text),
      factOf('leadAgencyId', 'Lead agency', recommendation.leadAgencyId, agencies),
      factOf('scope', 'Whom it is meant for', recommendation.scope, words.scope),
      factOf('themes', 'Themes', recommendation.themes.join(', ')),
      factOf('repeatsRecommendationIds', 'Repeats', repeats.join('\n'))
    ]
  }
}

export function standingOfExtension (extension: ExtensionRow): Standing {
  return {
    subjectId: extension.id,
    updatedAt: extension.updatedAt,
    facts: [
      factOf('state', 'State', extension.state, words.extensionState),
      dayOf('proposedDueOn', 'Day asked for', extension.proposedDueOn),
      factOf('decisionReason', 'Reasons of the decision', extension.decisionReason)
    ]
  }
}

export function standingOfMilestone (milestone: MilestoneRow): Standing {
  return {
    subjectId: milestone.id,
    updatedAt: milestone.updatedAt,
    facts: [factOf('title', 'Step', milestone.title), dayOf('dueOn', 'Due date', milestone.dueOn), dayOf('completedOn', 'When it was reached', milestone.completedOn)]
  }
}

export function standingOfMeasure (measure: ShownMeasure, agencies: Names): Standing {
  return {
    subjectId: measure.id,
    updatedAt: measure.updatedAt,
    facts: [
      factOf('name', 'What is measured', measure.name),
      factOf('description', 'What exactly is counted', measure.description),
      { name: 'unit', label: 'Unit', value: measure.unit, inWords: (unit) => filters.unit(String(unit)) },
      factOf('frequency', 'How often it is reported', measure.frequency, words.frequency),
      factOf('direction', 'Which way is better', measure.direction, words.direction),
      factOf('numerator', 'What is counted', measure.numerator),
      factOf('denominator', 'Out of what', measure.denominator),
      factOf('baseline', 'Baseline', measure.baseline),
      factOf('target', 'Target', measure.target),
      factOf('source', 'Where the figures come from', measure.source),
      factOf('ownerAgencyId', 'Who reports it', measure.ownerAgencyId, agencies)
    ]
  }
}

export function standingOfAgency (agency: AgencyRow, agencies: Names): Standing {
  return {
    subjectId: agency.id,
    updatedAt: agency.updatedAt,
    facts: [
      factOf('name', 'Name', agency.name),
      factOf('code', 'Short name', agency.code),
      factOf('kind', 'Kind of agency', agency.kind, words.agencyKind),
      factOf('email', 'E-mail address for reminders', agency.email),
      factOf('escalationEmail', 'E-mail address of its senior leader', agency.escalationEmail),
      dayOf('validFrom', 'First day', agency.validFrom),
      dayOf('validTo', 'Last day', agency.validTo),
      factOf('successorId', 'Agency that takes over', agency.successorId, agencies)
    ]
  }
}

export function standingOfPerson (person: PersonRow, agencies: Names, people: Names): Standing {
  const { facts, ...standing } = standingOfWhoeverItIs(person)
  return {
    ...standing,
    facts: [
      factOf('name', 'Full name', person.name),
      factOf('email', 'E-mail address', person.email),
      factOf('jobTitle', 'Job title', person.jobTitle),
      factOf('agencyId', 'Agency', person.agencyId, agencies),
      factOf('deputyId', 'Deputy', person.deputyId, people),
      ...facts
    ]
  }
}

/** No name and no address: it may be kept with a form that is left half done, where an erasure would not find them. */
export function standingOfWhoeverItIs (person: PersonRow): Standing {
  return {
    subjectId: person.id,
    updatedAt: person.updatedAt,
    facts: [
      factOf('role', 'Role', person.role, words.role),
      factOf('active', 'Works here', person.active, words.yesNo),
      factOf('erasedAt', 'Erased', person.erasedAt !== null, words.yesNo)
    ]
  }
}

/** Of a period; before there is a first word on it nothing is said. */
export function standingOfObservation (measureId: string, observation: ObservationRow | undefined, now: string): Standing {
  return {
    subjectId: measureId,
    updatedAt: observation?.updatedAt ?? now,
    facts: [
      factOf('value', 'Value', observation?.value),
      factOf('numerator', 'Counted', observation?.numerator),
      factOf('denominator', 'Out of', observation?.denominator),
      factOf('note', 'Note', observation?.note)
    ]
  }
}

export function standingOfPartnership (partnership: PartnershipRow): Standing {
  return {
    subjectId: partnership.id,
    updatedAt: partnership.updatedAt,
    facts: [
      factOf('name', 'Name of the partnership', partnership.name),
      factOf('timeZone', 'Time zone', partnership.timeZone),
      factOf('impactReviewMonths', 'When impact is looked at', partnership.impactReviewMonths.join(', ')),
      factOf('years', 'How many years records are kept', partnership.retentionYears),
      factOf('legalHold', 'Legal hold', partnership.legalHold, words.yesNo)
    ]
  }
}

export function standingOfEndpoint (endpoint: EndpointRow): Standing {
  return {
    subjectId: endpoint.id,
    updatedAt: endpoint.updatedAt,
    facts: [
      factOf('url', 'Address', endpoint.url),
      { name: 'types', label: 'What it is told of', value: endpoint.types, inWords: (types) => [types].flat().map((type) => subscriptionInWords(String(type))).join(', ') },
      factOf('active', 'Is it told?', endpoint.active, words.yesNo)
    ]
  }
}
