import t from 'tap'
import { buildAction } from '../support/build.ts'
import { keyboard } from '../support/hands.ts'
import { atPages, comeIn, deliver, handIn, judge } from '../support/page-walk.ts'

const there = await atPages(t)
const { people } = there.app

t.test('the main job of an owner and of a reviewer, with the keyboard alone', async (t) => {
  const title = 'Hold a debrief after each case'
  const { id } = await buildAction(there.app, { title })
  const owner = await comeIn(t, there, people.contributor, { script: true, by: keyboard })
  await owner.follow('My work')
  await owner.follow(title)
  await deliver(t, owner)
  for (const kind of ['process', 'outcome']) await handIn(t, owner, kind, `A ${kind}`, async (hands) => { await hands.fill('statement', 'Twelve of twenty were in time.') })
  await owner.follow('Hand it in')
  t.match(await owner.send('Hand it in'), /Waiting for sign-off/)

  await judge(t, await comeIn(t, there, people.reviewer, { script: true, by: keyboard }), `/actions/${id}`, 2)
})

t.test('the skip link leads past the head of the page', async (t) => {
  const { page } = await comeIn(t, there, people.viewer, { script: true })
  await page.goto('/actions')
  await page.keyboard.press('Tab')
  t.match(await page.evaluate('document.activeElement.textContent'), /Skip to main content/)
  await page.keyboard.press('Enter')
  t.equal(await page.evaluate('document.activeElement.id'), 'main-content')
})

t.test('at 200 per cent nothing has to be moved sideways', async (t) => {
  const { page } = await comeIn(t, there, people.coordinator, { script: true })
  await page.setViewportSize({ width: 640, height: 450 }) // what a window of 1280 shows then
  for (const path of ['/', '/my-work', '/actions', '/reviews', '/reviews/new']) {
    await page.goto(path)
    t.equal(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), true, path)
  }
})
