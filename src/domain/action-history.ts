import { nextMilestoneDueOn } from './milestone.ts'
import type { Milestone } from './milestone.ts'

/** An event about an action, or about a milestone or a piece of evidence of it: a change of one of them, or something that changes nothing, such as a reminder. */
export interface ActionEvent {
  readonly id: string
  readonly type: string
  readonly subjectId: string
  /** RFC 3339, UTC, to the millisecond: the text sorts as the instants do. */
  readonly occurredAt: string
  readonly before: Facts | null
  readonly after: Facts | null
}

type Facts = Readonly<Record<string, unknown>>

/** How an action stood, from one instant on until another, which is not included; null: until now. */
export interface ActionVersion {
  readonly validFrom: string
  readonly validTo: string | null
  readonly facts: Facts
}

/**
 * Every state that an action has had, from its events alone. What happened at
 * one instant is one state. Nothing when its making is not among the events.
 */
export function versionsOf (events: readonly ActionEvent[]): ActionVersion[] {
  const states: Array<{ from: string, facts: Facts }> = []
  let story = untold
  for (const { event, from } of inOrder(events)) {
    story = chapter(story, event)
    if (story.facts === undefined) continue
    if (states.at(-1)?.from === from) states.pop()
    states.push({ from, facts: { ...story.facts, ...milestoneFacts(story), ...story.evidence } })
  }
  return states.map(({ from, facts }, place) => ({ validFrom: from, validTo: states[place + 1]?.from ?? null, facts }))
}

interface Placed { readonly event: ActionEvent, readonly from: string }

/**
 * The action's own events in the order of the versions that they made, which is
 * that of the row's lock; a request that began first and was served second counts
 * from when the other did. Events of before they told a version go by their ids,
 * which are in time order too.
 */
function inOrder (events: readonly ActionEvent[]): Placed[] {
  const own = changesOf('action', events).sort((a, b) => versionIn(a) - versionIn(b) || compare(a.id, b.id))
  const others = [...changesOf('milestone', events), ...changesOf('evidence', events)].sort((a, b) => compare(a.id, b.id))
  return [...served(own), ...served(others)].sort((a, b) => compare(a.from, b.from))
}

/** A change is called after what it changes; whatever else happened about it, such as a reminder, is called otherwise. */
function changesOf (noun: string, events: readonly ActionEvent[]): ActionEvent[] {
  return events.filter(({ type }) => type.startsWith(`${noun}.`))
}

function served (events: readonly ActionEvent[]): Placed[] {
  let latest = ''
  return events.map((event) => {
    if (event.occurredAt > latest) latest = event.occurredAt
    return { event, from: latest }
  })
}

function versionIn ({ after }: ActionEvent): number {
  return typeof after?.['version'] === 'number' ? after['version'] : 0
}

interface Story {
  readonly facts: Facts | undefined
  readonly milestones: ReadonlyMap<string, Milestone>
  readonly evidence: Readonly<Record<string, number>>
}

const untold: Story = { facts: undefined, milestones: new Map(), evidence: {} }

function chapter (story: Story, event: ActionEvent): Story {
  const [noun] = event.type.split('.', 1)
  if (noun === 'milestone') return { ...story, milestones: new Map([...story.milestones, [event.subjectId, { ...story.milestones.get(event.subjectId), ...event.after } as Milestone]]) } // as told when it was made
  if (noun === 'evidence') return { ...story, evidence: recounted(story, event) }
  if (story.facts === undefined && event.type !== 'action.created') return story
  return { ...story, facts: toldOn(story.facts, event) }
}

// What people wrote is not said again in every version: where it was told is.
const texts = ['title', 'description'] as const

function toldOn (facts: Facts | undefined, { id, occurredAt, after }: ActionEvent): Facts {
  const version = Number(facts?.['version'] ?? 0) + 1
  const written = Object.fromEntries(texts.filter((text) => after?.[text] !== undefined).map((text) => [`${text}ToldBy`, id]))
  return { createdAt: occurredAt, ...facts, version, ...after, ...written, updatedAt: occurredAt }
}

const evidenceCounters: Readonly<Record<string, string>> = { submitted: 'evidenceSubmitted', accepted: 'evidenceAccepted', returned: 'evidenceReturned', withdrawn: 'evidenceWithdrawn' }

/** What was counted under one state is counted under another; of what is new, there is no first. */
function recounted ({ facts, evidence }: Story, { before, after }: ActionEvent): Story['evidence'] {
  const counts = { ...evidence }
  for (const [state, by] of [[before?.['state'], -1], [after?.['state'], 1]] as const) {
    const counter = evidenceCounters[String(state)]
    if (counter !== undefined) counts[counter] = (counts[counter] ?? Number(facts?.[counter] ?? 0)) + by
  }
  return counts
}

/** What its list shows of the milestones. */
function milestoneFacts ({ milestones }: Story): Facts {
  if (milestones.size === 0) return {}
  const all = [...milestones.values()]
  const open = all.filter(({ completedOn }) => completedOn === null)
  return {
    milestonesTotal: all.length,
    milestonesCompleted: all.length - open.length,
    openMilestonesDueOn: open.map(({ dueOn }) => dueOn).sort(),
    nextMilestoneDueOn: nextMilestoneDueOn(all)
  }
}

function compare (a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
