import { decideExtension, requestExtension } from '../features/extensions/commands.ts'
import type { StartedStory } from './actions.ts'
import type { Happening, History } from './history.ts'
import type { Partners } from './partners.ts'
import type { ToldExtension } from './plan.ts'

/** How more time was asked for an action, and what a reviewer of another agency said to it. */
export function extensionsOf (history: History, told: StartedStory, partners: Partners): Happening[] {
  return (told.story.extensions ?? []).flatMap((extension) => askedAndDecided(history, told, extension, partners))
}

function askedAndDecided (history: History, { id: actionId, owner, story }: StartedStory, { on, until, reason, control, decided }: ToldExtension, { leadOf, judgeOf }: Partners): Happening[] {
  let extensionId = ''
  const asked: Happening = {
    on,
    by: leadOf(owner),
    happen: async (work) => { extensionId = (await requestExtension(work, actionId, { proposedDueOn: history.dateOf(until), reason, interimRiskControl: control })).id }
  }
  if (decided === undefined) return [asked]
  const { on: day, ...decision } = decided
  return [asked, { on: day, by: judgeOf(owner, story.with), happen: async (work) => await decideExtension(work, extensionId, decision) }]
}
