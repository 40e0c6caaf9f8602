import { nearest } from './nearest.ts'

/** What a column of a plan holds: words, a day, or several values with semicolons between them. */
export type PlanColumnKind = 'text' | 'day' | 'list'

/** What a column tells of: the file's rows are actions; what they answer stands beside them. */
export type PlanColumnSubject = 'review' | 'recommendation' | 'action'

export interface PlanColumn {
  readonly key: string
  /** As it stands at the head of the template. */
  readonly title: string
  readonly of: PlanColumnSubject
  readonly kind: PlanColumnKind
  /** Whether the file has to have it: that of an action, if it has any column of actions. */
  readonly required: boolean
  readonly description: string
  readonly example: string
  /** Other names under which plans have it. */
  readonly aliases: readonly string[]
}

/** Every column of a plan that is understood, in the order of the template. */
export const planColumns = [
  column('externalReference', 'Number', 'action', 'text', true, 'The owner agency’s own number for the action. A row with the same number and owner is the same action: importing it again changes it, and adds no other.', 'EXAMPLE', ['external reference', 'action number', 'action no', 'action ref', 'action reference', 'action id', 'no', 'ref', 'id']),
  column('reviewReference', 'Review reference', 'review', 'text', true, 'The review: letters, digits and . _ - ( ). A review that is not there yet is made.', 'CHILD-O', ['review', 'review ref', 'review no', 'review number']),
  column('reviewTitle', 'Review title', 'review', 'text', false, 'What the review is called; needed in the first row of a new review.', 'Child O: born and died to a homeless couple', ['review name', 'title of review']),
  column('reviewKind', 'Review kind', 'review', 'text', false, 'What kind of review it is, such as `rapid_review`; needed in the first row of a new review.', 'Child safeguarding practice review', ['review type', 'type of review', 'kind of review']),
  column('recommendationReference', 'Recommendation reference', 'recommendation', 'list', true, 'The recommendation that the action answers, such as R1; several of the review with ; between them. One that is not there yet is made.', 'R1', ['recommendation no', 'recommendation number', 'recommendation ref', 'rec no', 'rec ref', 'rec']),
  column('recommendationText', 'Recommendation', 'recommendation', 'text', false, 'What the review recommends, in its own words; needed in the first row of a new recommendation.', 'Children’s Social Care holds a debrief after each complex case.', ['recommendation text', 'recommendation wording']),
  column('recommendationResponse', 'Response', 'recommendation', 'text', false, 'Whether the partnership accepts it, such as `accepted`; `awaiting_response` when empty.', 'Accepted', ['recommendation response', 'partnership response']),
  column('responseReason', 'Response reason', 'recommendation', 'text', false, 'Why; needed unless it is accepted or awaits a response.', '', ['reason for response', 'reason', 'rationale']),
  column('respondedOn', 'Responded on', 'recommendation', 'day', false, 'When the partnership responded; today when empty.', '', ['response date', 'date of response']),
  column('recommendationLeadAgency', 'Recommendation lead agency', 'recommendation', 'text', false, 'The agency that leads the recommendation, by code or name.', '', ['lead agency']),
  column('actionTitle', 'Action', 'action', 'text', true, 'What will be done, in a line.', 'Publish a template for debriefs', ['action title', 'title', 'task', 'what will be done']),
  column('description', 'Description', 'action', 'text', false, 'What will be done, in full. No names and no case details.', '', ['action description', 'details', 'detail']),
  column('ownerAgency', 'Owner agency', 'action', 'text', true, 'The one agency that answers for it, by code or name.', 'csc', ['owner', 'action owner', 'responsible agency', 'agency', 'owner agency code', 'owning agency']),
  column('supportingAgencies', 'Supporting agencies', 'action', 'list', false, 'Agencies that help, by code or name, with ; between them.', '', ['supporting agency', 'supported by', 'partner agencies', 'supporting agency codes']),
  column('leadEmail', 'Lead e-mail', 'action', 'text', false, 'Who leads it: the e-mail address of an active person.', '', ['lead', 'lead person', 'lead officer', 'action lead', 'email', 'lead email address']),
  column('priority', 'Priority', 'action', 'text', true, '`high`, `medium` or `low`.', 'High', []),
  column('dueOn', 'Due date', 'action', 'day', true, 'The day by which it is to be delivered, as 2026-11-22, 22/11/2026, 22-Nov-2026 or a date of Excel. Plans may be late.', '22/11/2026', ['due', 'due on', 'target date', 'deadline', 'by when', 'timescale', 'completion due', 'current due date']),
  column('originalDueOn', 'Original due date', 'action', 'day', false, 'The first due date, where it has moved since; the due date when empty. For new actions only.', '', ['original due on', 'original date', 'original target date', 'first due date']),
  column('status', 'Status', 'action', 'text', false, '`not_started` (when empty), `in_progress` or `completed`. For new actions only: later, a status moves by its transitions. What was completed before counts apart, never as signed off.', 'Not started', ['action status', 'delivery status', 'progress status']),
  column('startedOn', 'Started on', 'action', 'day', false, 'When work began, if it did. For new actions only.', '', ['start date', 'date started']),
  column('completedOn', 'Completed on', 'action', 'day', false, 'When it was completed; needed with `completed`. For new actions only.', '', ['completion date', 'date completed', 'completed date', 'actual completion date']),
  column('percentComplete', 'Percent complete', 'action', 'text', false, 'How far the work is, from 0 to 100. For new actions only.', '', ['% complete', 'progress %', 'percentage complete']),
  column('themes', 'Themes', 'action', 'list', false, 'Themes of the action, with ; between them.', 'professional curiosity', ['theme', 'tags']),
  column('notes', 'Notes', 'action', 'text', false, 'What has been done so far: becomes the first progress update of a new action.', '', ['note', 'progress', 'progress notes', 'update', 'comments', 'progress update'])
] as const satisfies readonly PlanColumn[]

function column<const Key extends string> (
  key: Key, title: string, of: PlanColumnSubject, kind: PlanColumnKind, required: boolean, description: string, example: string, aliases: readonly string[]
): PlanColumn & { readonly key: Key } {
  return { key, title, of, kind, required, description, example, aliases }
}

export type PlanColumnKey = typeof planColumns[number]['key']

/** A heading that stands for nothing, and the columns that it may have meant. */
export interface UnknownHeading { readonly heading: string, readonly near: readonly string[] }

export interface PlanHeader {
  /** Place of the row of headings among the rows given. */
  readonly place: number
  /** What each column is; null where its heading is to be left alone, undefined where it has none. */
  readonly columns: ReadonlyArray<PlanColumnKey | null | undefined>
  readonly unknown: readonly UnknownHeading[]
  /** Titles of columns that the file has to have, and has not. */
  readonly missing: readonly string[]
  /** Headings that mean the same column as one before them. */
  readonly repeated: readonly string[]
}

/** Rows in which headings are sought: above them there may be a title, a date, a logo’s empty rows. */
export const mostRowsAboveData = 25

/**
 * Finds the row of headings among the first rows of a file: the one in which most columns are recognised.
 * Merged headings are understood: one that stretches over several columns goes before each of them
 * (`Recommendation` over `Reference`), and one that stretches over two rows stands for the empty one below it.
 */
export function readHeader (rows: ReadonlyArray<readonly string[]>, ignored: readonly string[]): PlanHeader {
  const read = rows.slice(0, mostRowsAboveData).map((_, place) => headingsAt(rows, place))
  const counts = read.map((headings) => new Set(headings.flatMap(({ key }) => key ?? [])).size)
  const best = Math.max(0, ...counts)
  const place = best === 0 ? Math.max(0, rows.findIndex((row) => row.some((cell) => cell.trim() !== ''))) : counts.indexOf(best)
  return judged(place, read[place] ?? [], ignored)
}

interface Heading { readonly text: string, readonly key: PlanColumnKey | undefined }

function headingsAt (rows: ReadonlyArray<readonly string[]>, place: number): Heading[] {
  const row = rows[place] ?? []
  const above = place === 0 ? [] : rows[place - 1] ?? []
  let group = ''
  return Array.from({ length: Math.max(row.length, above.length) }, (_, index) => {
    group = above[index]?.trim() || group
    return headingOf(row[index]?.trim() ?? '', above[index]?.trim() ?? '', group)
  })
}

function headingOf (own: string, above: string, group: string): Heading {
  if (own === '') return { text: keyOf(above) === undefined ? '' : above, key: keyOf(above) }
  return { text: own, key: keyOf(`${group} ${own}`) ?? keyOf(own) }
}

function judged (place: number, headings: readonly Heading[], ignored: readonly string[]): PlanHeader {
  const leftAlone = new Set(ignored.map(plain))
  const columns = headings.map(({ key, text }) => text !== '' && leftAlone.has(plain(text)) ? null : key)
  const repeated = headings.filter((_, index) => columns[index] != null && columns.indexOf(columns[index]) !== index).map(({ text }) => text)
  const unknown = headings.filter(({ text, key }) => text !== '' && key === undefined && !leftAlone.has(plain(text)))
  const hasActions = planColumns.some(({ key, of }) => of === 'action' && columns.includes(key))
  const missing = planColumns.filter(({ key, required, of }) => required && (of !== 'action' || hasActions) && !columns.includes(key))
  return { place, columns, repeated, missing: missing.map(({ title }) => title), unknown: unknown.map(({ text }) => ({ heading: text, near: nearest(text, planColumns.map(({ title }) => title)) })) }
}

const names = new Map<string, PlanColumnKey>(planColumns.flatMap(({ key, title, aliases }) => [key, title, ...aliases].map((name) => [plain(name), key] as const)))

function keyOf (heading: string): PlanColumnKey | undefined {
  return names.get(plain(heading))
}

/** Letters and digits alone: `Due date *`, `due_date` and `DueDate` are one. */
function plain (text: string): string {
  return text.toLowerCase().normalize('NFKD').replace(/[^a-z0-9%]/g, '')
}
