import type { Assurance, ClosureReason, Confidence, DeliveryStatus, Impact, Priority } from '../domain/action.ts'
import type { MoveName } from '../domain/action-moves.ts'
import type { AgencyKind } from '../domain/agency.ts'
import type { KeyState } from '../domain/api-key.ts'
import type { DueDateStepKind } from '../domain/deadline.ts'
import type { EvidenceKind, EvidenceState, Scan } from '../domain/evidence.ts'
import type { ExtensionState } from '../domain/extension.ts'
import type { Attainment, Direction, Frequency } from '../domain/measure.ts'
import type { SignalRule } from '../domain/process-behaviour.ts'
import type { ErasureBasis, Role } from '../domain/person.ts'
import type { Rag } from '../domain/rating.ts'
import type { RecommendationResponse, Scope } from '../domain/recommendation.ts'
import type { ReviewKind, ReviewStatus } from '../domain/review.ts'

/**
 * The one place where the service's values become words for people; a value
 * without a word does not compile. In templates: `{{ words.status[action.status] }}`.
 */
export const words = {
  status: {
    not_started: 'Not started', in_progress: 'In progress', paused: 'Paused', awaiting_sign_off: 'Waiting for sign-off',
    completed: 'Completed', closed_not_delivered: 'Closed, not delivered'
  } satisfies Record<DeliveryStatus, string>,
  /** The rating is told by its word; its colour only repeats it. */
  rag: { red: 'Red', amber: 'Amber', green: 'Green', blue: 'Blue', grey: 'Grey' } satisfies Record<Rag, string>,
  /** GOV.UK's tag colours. */
  ragClass: { red: 'govuk-tag--red', amber: 'govuk-tag--orange', green: 'govuk-tag--green', blue: 'govuk-tag--blue', grey: 'govuk-tag--grey' } satisfies Record<Rag, string>,
  ragMeaning: {
    red: 'Overdue, or its lead says that it is off track', amber: 'At risk, paused, or no improvement was found', green: 'In hand, or completed',
    blue: 'Completed, and shown to have made a difference', grey: 'Not started, or closed without being delivered'
  } satisfies Record<Rag, string>,
  impact: {
    not_yet_assessed: 'Not yet assessed', no_evidence: 'No evidence of a difference', early_signs: 'Early signs of a difference', evidenced: 'A difference is evidenced',
    sustained: 'The difference has lasted', no_improvement_found: 'No improvement found'
  } satisfies Record<Impact, string>,
  confidence: { on_track: 'On track', at_risk: 'At risk', off_track: 'Off track' } satisfies Record<Confidence, string>,
  /** What a person does when they make the move. */
  move: {
    start: 'Start work', pause: 'Pause it', resume: 'Go on with it', submit: 'Hand it in for sign-off', withdraw_submission: 'Take the submission back',
    sign_off: 'Sign it off', return: 'Return it to its owner', close: 'Close it without delivery', reopen_closed: 'Reopen it', reopen_completed: 'Reopen it'
  } satisfies Record<MoveName, string>,
  /** What the history says of it. */
  moved: {
    start: 'Work started', pause: 'Paused', resume: 'Work goes on', submit: 'Handed in for sign-off', withdraw_submission: 'Submission taken back',
    sign_off: 'Signed off', return: 'Returned to its owner', close: 'Closed without being delivered', reopen_closed: 'Reopened', reopen_completed: 'Reopened'
  } satisfies Record<MoveName, string>,
  priority: { high: 'High', medium: 'Medium', low: 'Low' } satisfies Record<Priority, string>,
  closureReason: { delivered: 'Delivered', merged: 'Merged with another action', superseded: 'Superseded', not_progressed: 'Not progressed', entered_in_error: 'Entered in error' } satisfies Record<ClosureReason, string>,
  assurance: { signed_off: 'Signed off', before_this_service: 'Completed before this service was used' } satisfies Record<Assurance, string>,
  role: { coordinator: 'Coordinator', contributor: 'Contributor', reviewer: 'Reviewer', scrutineer: 'Scrutineer', viewer: 'Viewer' } satisfies Record<Role, string>,
  roleMeaning: {
    coordinator: 'runs the partnership’s plan, but signs nothing off', contributor: 'does the work of its own agency, and evidences it', reviewer: 'judges the evidence of other agencies, signs off and decides extensions',
    scrutineer: 'looks in from outside, comments, and may reopen what was completed', viewer: 'reads the plan and its figures'
  } satisfies Record<Role, string>,
  erasureBasis: { request: 'They asked for it', no_longer_needed: 'Nothing needs their name and address any more' } satisfies Record<ErasureBasis, string>,
  reviewKind: {
    rapid_review: 'Rapid review', child_safeguarding_practice_review: 'Child safeguarding practice review', serious_case_review: 'Serious case review', safeguarding_adults_review: 'Safeguarding adults review',
    domestic_abuse_related_death_review: 'Domestic abuse related death review', thematic_review: 'Thematic review', audit: 'Audit', inspection: 'Inspection', coroner_report: 'Coroner’s report', public_inquiry: 'Public inquiry', other: 'Other review'
  } satisfies Record<ReviewKind, string>,
  reviewStatus: { draft: 'Draft', active: 'Active', closed: 'Closed' } satisfies Record<ReviewStatus, string>,
  /** What is done with its recommendations. */
  reviewStatusMeaning: { draft: 'Its recommendations are being drafted', active: 'Its recommendations are followed through', closed: 'Its recommendations are done with' } satisfies Record<ReviewStatus, string>,
  response: {
    awaiting_response: 'Waiting for a response', accepted: 'Accepted', accepted_in_part: 'Accepted in part', accepted_in_principle: 'Accepted in principle',
    not_accepted: 'Not accepted', superseded: 'Superseded', referred_on: 'Referred on'
  } satisfies Record<RecommendationResponse, string>,
  /** What follows from it. */
  responseMeaning: {
    awaiting_response: 'Nothing is decided yet', accepted: 'All of it will be done', accepted_in_part: 'Part of it will be done; say which, and why not the rest',
    accepted_in_principle: 'Its aim is shared; say what has to be found out or decided first', not_accepted: 'It will not be done; that is a valid end, with reasons', superseded: 'Another recommendation or law has taken its place; say which', referred_on: 'It is for somebody else; say whom it went to'
  } satisfies Record<RecommendationResponse, string>,
  scope: { local: 'Local', regional: 'Regional', national: 'National' } satisfies Record<Scope, string>,
  agencyKind: {
    childrens_social_care: 'Children’s social care', adult_social_care: 'Adult social care', housing: 'Housing', midwifery: 'Midwifery', hospital_trust: 'Hospital trust', mental_health_trust: 'Mental health trust',
    health_visiting: 'Health visiting', integrated_care_board: 'Integrated care board', general_practice: 'General practice', public_health: 'Public health', police: 'Police', probation: 'Probation',
    drug_and_alcohol_service: 'Drug and alcohol service', education: 'Education', legal_services: 'Legal services', voluntary_sector: 'Voluntary sector', partnership_business_unit: 'Partnership business unit', independent: 'Independent', other: 'Other'
  } satisfies Record<AgencyKind, string>,
  evidenceKind: { output: 'Output: something that was made', process: 'Process: how work is now done', outcome: 'Outcome: what changed for children and families', voice: 'Voice: what children, families or staff say', independent: 'Independent: what a scrutineer found' } satisfies Record<EvidenceKind, string>,
  evidenceState: { submitted: 'Waiting to be judged', accepted: 'Accepted', returned: 'Returned', withdrawn: 'Withdrawn' } satisfies Record<EvidenceState, string>,
  scan: { pending: 'Waiting for the malware scan', clean: 'Scanned: nothing found', infected: 'Malware found', skipped: 'Not scanned' } satisfies Record<Scan, string>,
  extensionState: { requested: 'Waiting for a decision', agreed: 'Agreed', declined: 'Declined' } satisfies Record<ExtensionState, string>,
  direction: { higher_is_better: 'Higher is better', lower_is_better: 'Lower is better' } satisfies Record<Direction, string>,
  frequency: { monthly: 'Monthly', quarterly: 'Quarterly', six_monthly: 'Every six months', annual: 'Yearly' } satisfies Record<Frequency, string>,
  attainment: { met: 'Target met', not_met: 'Target not met', no_target: 'No target set', no_observation: 'Nothing reported yet' } satisfies Record<Attainment, string>,
  /** Of the units that the service knows; another is told as it was named. */
  unit: { percent: 'Percent', rate_per_1000: 'Rate for each 1,000', count: 'Count' } as Record<string, string>,
  signal: {
    outside_limits: 'Outside the limits', run_of_eight: 'One of eight or more in a row on one side of the mean', three_of_four_near_limit: 'One of three out of four near a limit',
    range_above_limit: 'A jump from the value before'
  } satisfies Record<SignalRule, string>,
  signalMeaning: { improvement: 'for the better', deterioration: 'for the worse' },
  yesNo: { true: 'Yes', false: 'No' },
  keyState: { live: 'Works', replaced: 'Replaced: works for a day beside its successor', revoked: 'Revoked', expired: 'Expired' } satisfies Record<KeyState, string>,
  dueDateStep: {
    set: 'Set', corrected: 'Corrected by a coordinator', reopened: 'Set anew by a reopening', extension_requested: 'Extension asked for', extension_agreed: 'Extension agreed', extension_declined: 'Extension declined'
  } satisfies Record<DueDateStepKind, string>,
  /** What a page says after it was redirected to with `?done=…`. */
  done: {
    moved_start: 'Work on the action has started.', moved_pause: 'The action is paused.', moved_resume: 'Work on the action goes on.', moved_submit: 'The action is handed in for sign-off.', moved_withdraw_submission: 'The submission is taken back.',
    moved_sign_off: 'The action is signed off.', moved_return: 'The action is returned to its owner.', moved_close: 'The action is closed.', moved_reopen_closed: 'The action is open again.', moved_reopen_completed: 'The action is open again.',
    update_added: 'Your report is added.', comment_added: 'Your comment is added.', extension_requested: 'The extension is asked for.', extension_decided: 'The decision is recorded.', impact_rated: 'The finding is recorded.',
    evidence_added: 'The evidence is added.', evidence_judged: 'The judgement is recorded.', milestone_reached: 'The milestone is reached.', milestone_added: 'The milestone is added.', milestone_changed: 'The milestone is changed.',
    agency_added: 'The agency has been added.', agency_changed: 'The agency has been changed.',
    person_added: 'The person has been added. They can sign in once they have a sign-in link, or with their agency’s own account.', person_changed: 'The person has been changed.', person_erased: 'The details of the person have been erased. What they did is told under “Erased person”.',
    work_handed_over: 'The open work has been handed over.',
    response_recorded: 'The response is recorded.', playbook_applied: 'The plan is made: its actions and measures are below.', action_added: 'The action is added to the plan.', action_changed: 'The action is changed.',
    review_added: 'The review is added. Its recommendations come next.', review_changed: 'The review is changed.', recommendation_added: 'The recommendation is added.', recommendation_changed: 'The recommendation is changed.', observation_recorded: 'The figure is recorded.', measure_added: 'The measure is added.', measure_changed: 'The measure is changed.',
    partnership_changed: 'The settings have been changed.', reminders_changed: 'The reminders have been changed. What was about to go out still goes.',
    webhook_changed: 'The webhook has been changed.', webhook_deleted: 'The webhook has been deleted. Nothing more is sent to it.', webhook_tested: 'A test is on its way. Open this page again in a moment to see what came of it.', webhook_redelivered: 'It is sent again in a moment.',
    pack_frozen: 'The report has been frozen.',
    signed_out: 'You have signed out.', key_revoked: 'The key has been revoked. It works no more.', draft_restored: 'You were signed out while you were writing. What you had typed is below; nothing has been sent yet.'
  } as Record<string, string>
} as const
