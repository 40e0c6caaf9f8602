import type { EventType } from '../domain/event.ts'

/** What happened, in words for people; an event without a word does not compile. */
export const eventWords = {
  'partnership.created': 'Partnership founded', 'partnership.updated': 'Settings changed',
  'agency.created': 'Agency added', 'agency.updated': 'Agency changed', 'agency.merged': 'Agency merged into another',
  'person.created': 'Person added', 'person.updated': 'Person changed', 'person.work_handed_over': 'Work handed over', 'person.erased': 'Particulars of a person erased',
  'api_key.created': 'API key made', 'api_key.rotated': 'API key replaced', 'api_key.revoked': 'API key revoked',
  'sign_in_link.created': 'Sign-in link made', 'identity.bound': 'Sign-in matched to a person', 'identity.unbound': 'Sign-in let go of', 'session.started': 'Signed in', 'session.ended': 'Signed out',
  'review.created': 'Review added', 'review.updated': 'Review changed',
  'recommendation.created': 'Recommendation added', 'recommendation.updated': 'Recommendation changed', 'recommendation.responded': 'Recommendation responded to', 'recommendation.planned': 'Planned from a playbook',
  'action.created': 'Action added', 'action.updated': 'Action changed', 'action.due_date_changed': 'Due date corrected',
  'action.started': 'Work started', 'action.paused': 'Action paused', 'action.resumed': 'Work goes on', 'action.submitted': 'Handed in for sign-off', 'action.submission_withdrawn': 'Submission taken back',
  'action.signed_off': 'Action signed off', 'action.returned': 'Action returned to its owner', 'action.closed': 'Action closed without delivery', 'action.reopened': 'Action reopened',
  'action.progress_reported': 'Progress reported', 'action.commented': 'Comment added',
  'action.due_date_extended': 'Due date extended', 'action.impact_rated': 'Impact judged',
  'extension.requested': 'Extension asked for', 'extension.agreed': 'Extension agreed', 'extension.declined': 'Extension declined',
  'impact_review.planned': 'Impact review planned',
  'milestone.created': 'Milestone added', 'milestone.updated': 'Milestone changed', 'milestone.completed': 'Milestone reached', 'milestone.reopened': 'Milestone reopened',
  'evidence.added': 'Evidence added', 'evidence.withdrawn': 'Evidence withdrawn', 'evidence.accepted': 'Evidence accepted', 'evidence.returned': 'Evidence returned', 'evidence.scanned': 'Evidence scanned for malware',
  'measure.created': 'Measure added', 'measure.updated': 'Measure changed', 'measure.observation_recorded': 'Figure of a measure reported',
  'reminder_policy.updated': 'Reminder policy changed', 'reminder.due': 'Reminder due', 'reminder.sent': 'Reminder sent', 'reminder.skipped': 'Reminder not sent', 'reminder.failed': 'Reminder failed', 'reminder.acknowledged': 'Reminder acknowledged', 'reminder.address_failed': 'Reminder could not be delivered',
  'calendar_feed.created': 'Calendar address made', 'calendar_feed.revoked': 'Calendar address revoked',
  'privacy_screen.overridden': 'Privacy screen overridden', 'import.requested': 'Import asked for', 'import.ended': 'Import ended',
  'board_pack.frozen': 'Board pack frozen', 'board_pack.disposed': 'Board pack disposed of', 'review.disposed': 'Review disposed of',
  'webhook_endpoint.created': 'Webhook added', 'webhook_endpoint.changed': 'Webhook changed', 'webhook_endpoint.deleted': 'Webhook deleted', 'webhook_endpoint.deactivated': 'Webhook switched off by the service', 'webhook_endpoint.secret_rotated': 'Webhook secret replaced',
  'webhook_endpoint.test_requested': 'Webhook test asked for', 'webhook_endpoint.redelivery_requested': 'Webhook message sent again',
  'evidence.downloaded': 'Evidence downloaded', 'export.made': 'List taken as a file', 'permission.refused': 'Refused: no permission'
} as const satisfies Record<EventType, string>

/** What it happened to. */
export const subjectWords = {
  partnership: 'Partnership', agency: 'Agency', person: 'Person', api_key: 'API key', sign_in_link: 'Sign-in link', identity: 'Sign-in', session: 'Session',
  review: 'Review', recommendation: 'Recommendation', action: 'Action', comment: 'Comment', extension: 'Extension', impact_review: 'Impact review', milestone: 'Milestone', evidence: 'Evidence', measure: 'Measure',
  reminder_policy: 'Reminder policy', reminder_message: 'Reminder', calendar_feed: 'Calendar address', privacy_screen: 'Privacy screen', import: 'Import', board_pack: 'Board pack', webhook_endpoint: 'Webhook',
  export: 'File of a list', permission: 'Permission'
} as const

export type SubjectType = keyof typeof subjectWords
