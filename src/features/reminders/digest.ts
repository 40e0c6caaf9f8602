import { daysBetween } from '../../domain/local-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { ReminderSubject, Rung } from '../../domain/reminder.ts'
import { dayInWords } from '../../platform/mail/day-in-words.ts'

/** One thing that a digest tells of. Of the thing itself it knows no more than this: no title, no review. */
export interface DigestFacts {
  readonly reminderId: string
  readonly subjectType: ReminderSubject
  readonly occurrence: string
  readonly rung: Rung
  readonly dueOn: LocalDate
  /** The action's own, such as `CHILD-O/R3/A2`, or that of a measure's recommendation, `R3`: only its numbers are told. */
  readonly reference: string | null
  readonly agencyName: string | null
}

export interface DigestFrame {
  readonly partnershipName: string
  readonly publicUrl: string
  readonly today: LocalDate
  /** Addresses that refuse messages; for coordinators, who can mend them. */
  readonly failedAddresses: readonly string[]
}

export interface DigestEntry {
  readonly what: string
  readonly when: string
  /** Why this recipient hears of it; undefined for whoever leads it. */
  readonly because: string | undefined
  readonly link: string
}

export interface DigestGroup { readonly heading: string, readonly entries: readonly DigestEntry[] }

export interface Digest extends DigestFrame {
  readonly subject: string
  readonly groups: readonly DigestGroup[]
}

/** What one person is told on one day: the most urgent first, with counts in the subject. */
export function digestOf (facts: readonly DigestFacts[], links: ReadonlyMap<string, string>, frame: DigestFrame): Digest {
  const inOrder = facts.toSorted((one, other) => one.dueOn.localeCompare(other.dueOn) || one.reminderId.localeCompare(other.reminderId))
  const overdue = inOrder.filter(({ dueOn }) => dueOn < frame.today)
  const dueSoon = inOrder.filter(({ dueOn }) => dueOn >= frame.today)
  const entries = (some: readonly DigestFacts[]) => counted(some.map((each) => entryOf(each, links.get(each.reminderId) ?? frame.publicUrl, frame.today)))
  return {
    ...frame,
    subject: subjectOf(facts, overdue.length, dueSoon.length),
    groups: [{ heading: 'Overdue', entries: entries(overdue) }, { heading: 'Due soon', entries: entries(dueSoon) }].filter((group) => group.entries.length > 0)
  }
}

/** What a link or a line speaks of, in words that name no review and no child. */
export function nameOf ({ subjectType, reference, occurrence, agencyName }: Pick<DigestFacts, 'subjectType' | 'reference' | 'occurrence' | 'agencyName'>): string {
  const thing = nouns[subjectType](numbersOf(reference), occurrence)
  return `${thing.charAt(0).toUpperCase()}${thing.slice(1)}${agencyName === null ? '' : ` (${agencyName})`}`
}

interface Numbers { readonly action: string, readonly recommendation: string | undefined }

/** The plain numbers in a reference: of a recommendation that is called something else, nothing is told. */
function numbersOf (reference: string | null): Numbers {
  const recommendation = /(?:^|\/)(R\d{1,3}[a-z]?)(?:\/A\d+)?$/.exec(reference ?? '')?.[1]
  const action = /(?:^|\/)(A\d+)$/.exec(reference ?? '')?.[1]
  return { action: action === undefined ? 'an action' : `action ${[recommendation, action].filter((part) => part !== undefined).join('/')}`, recommendation }
}

/** How a due date stands to today. */
export function whenOf (dueOn: LocalDate, today: LocalDate): string {
  const days = daysBetween(dueOn, today)
  if (days > 0) return `${countOf(days, 'day')} overdue: it was due on ${dayInWords(dueOn)}`
  return days === 0 ? `Due today, ${dayInWords(dueOn)}` : `Due on ${dayInWords(dueOn)}, in ${countOf(-days, 'day')}`
}

function entryOf (facts: DigestFacts, link: string, today: LocalDate): DigestEntry {
  return { what: nameOf(facts), when: whenOf(facts.dueOn, today), because: becauseOf(facts, today), link }
}

/** What may not be told apart by name is counted, so that nobody takes three measures for one that is told thrice. */
function counted (entries: readonly DigestEntry[]): DigestEntry[] {
  const alike = Map.groupBy(entries, ({ what, when }) => `${what} ${when}`)
  return entries.map((entry) => {
    const same = alike.get(`${entry.what} ${entry.when}`) ?? []
    return same.length < 2 ? entry : { ...entry, what: `${entry.what}, ${same.indexOf(entry) + 1} of ${same.length}` }
  })
}

const nouns: Readonly<Record<ReminderSubject, (numbers: Numbers, period: string) => string>> = {
  action: ({ action }) => action,
  pause: ({ action }) => `the resumption of ${action}`,
  milestone: ({ action }) => `a milestone of ${action}`,
  extension: ({ action }) => `the decision on more time for ${action}`,
  evidence: ({ action }) => `the assessment of evidence for ${action}`,
  sign_off: ({ action }) => `the sign-off of ${action}`,
  impact_review: ({ action }) => `the impact review of ${action}`,
  observation: ({ recommendation }, period) => `the figures of a measure${recommendation === undefined ? '' : ` of ${recommendation}`} for ${period}`
}

/** Below the lead, each rung is told why; the upper ones, that it has climbed to them. */
function becauseOf ({ rung, dueOn }: DigestFacts, today: LocalDate): string | undefined {
  if (rung === 'lead') return undefined
  const isEscalated = dueOn < today && (rung === 'senior_leader' || rung === 'coordinator')
  return `${isEscalated ? 'It has been escalated to you' : 'You are told'} as ${roles[rung]}.`
}

const roles: Readonly<Record<Exclude<Rung, 'lead'>, string>> = {
  deputy: 'the deputy of the person who leads it',
  agency: 'the agency that owns it',
  senior_leader: 'the senior leader of the agency that owns it',
  coordinator: 'a coordinator of the partnership'
}

function subjectOf (facts: readonly DigestFacts[], overdue: number, dueSoon: number): string {
  if (facts.length === 0) return 'Messages to colleagues come back'
  const counts = [overdue === 0 ? [] : [`${overdue} overdue`], dueSoon === 0 ? [] : [`${dueSoon} due soon`]].flat().join(', ')
  return `${callOf(facts)}: ${counts}`
}

const judgements: readonly ReminderSubject[] = ['extension', 'evidence', 'sign_off', 'impact_review']

/** What is asked of the reader, in one half-sentence. */
function callOf (facts: readonly DigestFacts[]): string {
  const [verb, ask] = facts.length === 1 ? ['needs', 'waits'] : ['need', 'wait']
  const noun = nounOf(facts)
  if (noun === 'decision') return `${countOf(facts.length, noun)} ${ask} for you`
  const isTheirs = noun !== 'matter' && facts.every(({ rung }) => rung === 'lead' || rung === 'deputy')
  return `${countOf(facts.length, noun)} ${verb} your ${isTheirs ? 'update' : 'attention'}`
}

function nounOf (facts: readonly DigestFacts[]): string {
  const areAll = (...some: readonly ReminderSubject[]) => facts.every(({ subjectType }) => some.includes(subjectType))
  if (areAll('action', 'pause')) return 'action'
  if (areAll('milestone')) return 'milestone'
  return areAll(...judgements) ? 'decision' : 'matter'
}

function countOf (count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
