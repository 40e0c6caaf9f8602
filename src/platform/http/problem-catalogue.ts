import type { RefusalCode } from '../../domain/refusal.ts'

/** What the service itself says no to, beside the refusals of the domain. */
export type ServiceProblemCode =
  | 'method-not-allowed' | 'uri-too-long' | 'headers-too-large'
  | 'too-many-requests' | 'unavailable' | 'database-read-only' | 'outcome-unknown' | 'internal-error'

export type ProblemCode = RefusalCode | ServiceProblemCode

interface ProblemKind { readonly status: number, readonly title: string, readonly explanation: string }

/** The only table from a code to what a caller sees. A code without a line here does not compile. */
export const problemCatalogue = {
  'invalid-request': { status: 400, title: 'The request is not as documented', explanation: 'A field, parameter or header is missing, unknown, or not of its documented form. `errors` points at each. Nothing was changed.' },
  'malformed-cursor': { status: 400, title: 'The cursor is not one of this list', explanation: 'A cursor is opaque and belongs to one partnership and one set of filters and order. Start again without `cursor`, or repeat the parameters of the page it came from.' },
  'malformed-if-match': { status: 400, title: 'If-Match is not a list of ETags', explanation: 'Send the `ETag` of the last answer as it came, in its quotes, or `*`.' },
  'malformed-idempotency-key': { status: 400, title: 'The idempotency key is not usable', explanation: 'An `Idempotency-Key` is 1 to 255 visible ASCII characters without spaces, sent once. A UUID is a good key.' },
  unauthenticated: { status: 401, title: 'Who is asking is not known', explanation: 'Send `Authorization: Bearer <token>` with an API key or an access token that is valid, unexpired and not revoked.' },
  forbidden: { status: 403, title: 'Your role or agency may not do this', explanation: 'The caller is known, but its role, or its agency for this action, does not allow the request, whatever the state.' },
  'forbidden-move': { status: 403, title: 'Your role or agency may not make this move', explanation: 'Each move of an action belongs to a role: the owner and supporting agencies do the work, reviewers of another agency sign it off, coordinators close and reopen.' },
  'forbidden-evidence': { status: 403, title: 'Your role may not add this kind of evidence', explanation: 'Those who do the work add output, process, outcome and voice evidence; independent evidence comes from scrutineers, who add no other.' },
  'separation-of-duties': { status: 403, title: 'Nobody judges their own work', explanation: 'Who assesses, signs off, decides or rates belongs to an agency that is neither the owner’s nor the submitter’s, and is not the submitter.' },
  'not-found': { status: 404, title: 'There is no such thing here', explanation: 'Nothing with this address or id exists in your partnership, or you may not see it. The answer is the same for all of these.' },
  'content-missing': { status: 404, title: 'The file cannot be found in the store', explanation: 'The record of the file stands, but its content is missing or not whole. The fault is recorded under the request id in `instance`; tell the coordinators, who may have it handed in again.' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method', explanation: '`Allow` lists the methods that it does take.' },
  'precondition-required': { status: 428, title: 'If-Match is required', explanation: 'A change must say which version it changes, so that nobody’s work is overwritten unseen. Read the resource and send its `ETag` as `If-Match`.' },
  'stale-version': { status: 412, title: 'It has changed since you read it', explanation: 'The `If-Match` you sent is of an earlier version. Read the resource again, look at what changed, and repeat the change if it still stands.' },
  'stale-content': { status: 412, title: 'It is not the content that you judged', explanation: 'An assessment names the `sha256` of what was read, so that it is bound to that and nothing else. Read the evidence again.' },
  'move-not-allowed': { status: 409, title: 'The action cannot make this move from here', explanation: '`allowedMoves` lists the moves that exist from the present status, `missing` what would have to be there first.' },
  'evidence-missing': { status: 409, title: 'Evidence is missing', explanation: 'To submit an action, add at least one piece of evidence. To complete it, one output or process item and one outcome, voice or independent item must have been accepted since it was last reopened.' },
  'action-not-open': { status: 409, title: 'The action is not open', explanation: 'Nothing is added to an action that is completed or closed, but for a scrutineer’s independent evidence to a completed one. A coordinator may reopen it.' },
  'action-not-completed': { status: 409, title: 'The action is not completed', explanation: 'Whether an action made a difference is judged once it has been completed.' },
  'extension-overtaken': { status: 409, title: 'The due date has moved past the one asked for', explanation: 'Since the extension was asked for, the due date has come to be as late or later. Decline the request; another can be made.' },
  'already-decided': { status: 409, title: 'It has been decided already', explanation: 'A decision stands: what was accepted, returned or withdrawn stays so, and so does an extension that was agreed or declined. Hand in a new piece of evidence that says which one it replaces, or ask for another extension.' },
  'content-withheld': { status: 409, title: 'The content is withheld', explanation: '`scan` says whether the malware scanner has yet to look at the file (`pending`) or found something (`infected`): until it is clean, it is neither given out nor accepted. What was withdrawn (`state`) is given out to the agency that handed it in and to coordinators alone.' },
  'due-date-fixed': { status: 409, title: 'The due date no longer moves by editing', explanation: 'Once an action has started or fallen due, its date moves only by an agreed extension or a reopening, so that no slippage is hidden.' },
  'already-exists': { status: 409, title: 'It exists already', explanation: 'Another record of the partnership already has this code, reference, e-mail address or natural key.' },
  'still-in-use': { status: 409, title: 'It is still in use', explanation: 'Open work still points at it. Hand that over first.' },
  'last-coordinator': { status: 409, title: 'The last active coordinator must stay', explanation: 'A partnership in which no coordinator can sign in could not be put right by anyone, be it that the last one leaves or that their agency ends. Make another person coordinator first, of an agency that goes on.' },
  'person-erased': { status: 409, title: 'The person has been erased', explanation: 'What is left of them is an id that tells whose doing was the same. It does not become a person again: enter somebody new.' },
  'key-not-live': { status: 409, title: 'The key has ended', explanation: 'Only a live key is given a successor: one that was replaced, revoked or has expired is not brought back by that. `state` says what became of it. Make a new key.' },
  'legal-hold': { status: 409, title: 'A legal hold stops it', explanation: 'The partnership, or a review that the person has a part in, is under a legal hold: an inquest, an inquiry, the police or a request for access needs the record as it is. Lift the hold first.' },
  'series-begun': { status: 409, title: 'The measure has observations already', explanation: 'Its frequency and unit are those in which it was observed. For others, define another measure.' },
  'playbook-applied': { status: 409, title: 'The recommendation was planned from a playbook already', explanation: 'A playbook is applied to a recommendation once. Its actions, milestones and measures are the partnership’s own from then on: change them, or add to them.' },
  'recommendation-not-accepted': { status: 409, title: 'The recommendation was not accepted', explanation: 'A reasoned no is a valid end: there is nothing to plan. Should the partnership think again, change its response first.' },
  'import-under-way': { status: 409, title: 'An import is under way', explanation: 'A partnership imports one file at a time, dry runs included. `importId` says which is under way; begin yours when it has ended.' },
  'idempotency-in-flight': { status: 409, title: 'The same request is still being carried out', explanation: 'An earlier request with this idempotency key has not finished. Ask again in a moment, with the same key.' },
  'payload-too-large': { status: 413, title: 'The body is too large', explanation: 'JSON bodies are limited to 256 KiB, files to 25 MiB, forms to 20 parts.' },
  'uri-too-long': { status: 414, title: 'The address is too long', explanation: 'Addresses are limited to 8 KiB.' },
  'unsupported-media-type': { status: 415, title: 'The body is not of an accepted type', explanation: 'Send `Content-Type: application/json`; for a PATCH `application/merge-patch+json` is taken too, for a file `multipart/form-data`. Files are known by their content, and only those types are taken that the operation names.' },
  'range-not-satisfiable': { status: 416, title: 'The range lies outside the content', explanation: '`Content-Range` says how long the content is.' },
  'transition-incomplete': { status: 422, title: 'The move needs more to go with it', explanation: 'Some moves need a note, a date or a reason; `errors` or `missing` says which.' },
  'rule-broken': { status: 422, title: 'A rule says no', explanation: 'The request is well formed, but what it says cannot be so. The detail says why.' },
  'unknown-reference': { status: 422, title: 'It points at something that is not there', explanation: 'An id in the body names nothing that exists in your partnership.' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another request', explanation: 'A key belongs to one request. Use a new key for a new request.' },
  'extension-not-later': { status: 422, title: 'The new date is not later', explanation: 'An extension moves a due date later than it is now.' },
  'reason-required': { status: 422, title: 'A reason is required', explanation: 'What is not simply accepted is answered with its reason: it is part of the record.' },
  'file-not-readable': { status: 422, title: 'The file cannot be read as a table', explanation: 'The file is damaged, protected, too large once unpacked, or not well-formed CSV or XLSX. The detail says where. Nothing was changed.' },
  'columns-not-understood': { status: 422, title: 'Columns of the file are not understood', explanation: '`unknown` names the headings that stand for nothing and the columns they may have meant, `missing` those that a plan has to have, `repeated` those that mean the same. `GET /v1/imports/template` has them all; `ignoreColumns` leaves some alone. Nothing was changed.' },
  'personal-data-suspected': { status: 422, title: 'The text looks like personal data', explanation: 'What looks like an NHS number, National Insurance number, date of birth or full postcode does not belong here. Remove it, or send `Privacy-Override: <reason>`, which is recorded.' },
  'too-many-requests': { status: 429, title: 'Too many requests', explanation: '`Retry-After` says when to go on.' },
  'headers-too-large': { status: 431, title: 'The headers are too large', explanation: 'The header block is limited to 16 KiB.' },
  'internal-error': { status: 500, title: 'Something went wrong on our side', explanation: 'The fault is recorded under the request id in `instance`. Nothing was changed.' },
  unavailable: { status: 503, title: 'The service cannot answer just now', explanation: 'The database is away or too busy. Nothing was changed; ask again after `Retry-After` seconds.' },
  'database-read-only': { status: 503, title: 'Changes are not possible just now', explanation: 'The database takes no changes at the moment, for example during a failover. Reading goes on; ask again after `Retry-After` seconds.' },
  'outcome-unknown': { status: 503, title: 'It is not known whether the change was made', explanation: 'The connection was lost while the change was being confirmed. Repeat the request with the same `Idempotency-Key`: it is made once.' },
  'storage-full': { status: 507, title: 'The file store is full', explanation: 'There is no room for the file. Nothing was stored; whoever runs the service has to make room.' }
} as const satisfies Record<ProblemCode, ProblemKind>
