/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`test/features/reports-flat.test.ts > TAP > its columns are what workbooks elsewhere stand on: they stay, and new ones come at the end > must match snapshot 1`] = `
Array [
  "d",
  "reference",
  "title",
  "reviewReferences",
  "recommendationReferences",
  "themes",
  "ownerAgencyCode",
  "ownerAgencyName",
  "leadAgencyCodes",
  "supportingAgencyCodes",
  "status",
  "rag",
  "ragReason",
  "confidence",
  "percentComplete",
  "priority",
  "originalDueOn",
  "dueOn",
  "startedOn",
  "submittedOn",
  "completedOn",
  "closedOn",
  "resumeOn",
  "overdue",
  "daysOverdue",
  "extensionCount",
  "milestonesTotal",
  "milestonesCompleted",
  "milestonesOverdue",
  "evidenceSubmitted",
  "evidenceAccepted",
  "evidenceReturned",
  "evidenceWithdrawn",
  "impact",
  "assurance",
  "closureReason",
  "externalReference",
  "createdAt",
  "updatedAt",
  "version",
]
`
