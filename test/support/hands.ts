import type { Page } from 'playwright-core'

/** What somebody does on pages, by whatever means. */
export interface Hands {
  readonly page: Page
  /** Follows the first link that is called so. */
  follow: (name: string) => Promise<void>
  fill: (field: string, value: string) => Promise<void>
  /** One of several: a round button or a line of a list. */
  choose: (field: string, value: string) => Promise<void>
  /** Presses a button that sends a form, and waits for the page that comes. */
  send: (button: string) => Promise<string>
}

/** With a mouse. */
export function mouse (page: Page): Hands {
  const called = (tags: string, name: string) => `[...document.querySelectorAll(${JSON.stringify(tags)})].find((each) => each.textContent.includes(${JSON.stringify(name)}))`
  const field = (name: string) => `document.querySelector(${JSON.stringify(`[name="${name}"]`)})`
  const followed = async (wanted: string) => { await Promise.all([page.waitForNavigation(), press(page, wanted)]) }
  return {
    page,
    follow: async (name) => { await followed(called('main a, header a, nav a', name)) },
    fill: async (name, value) => {
      await press(page, field(name))
      await page.evaluate(`${field(name)}.select()`)
      await (value === '' ? page.keyboard.press('Delete') : page.keyboard.insertText(value))
    },
    choose: async (name, value) => {
      if (await page.evaluate(`${field(name)}?.tagName`) === 'SELECT') await page.selectOption(`[name="${name}"]`, value)
      else await press(page, `document.querySelector(${JSON.stringify(`[name="${name}"][value="${value}"]`)})`)
    },
    send: async (button) => {
      await followed(called('main button', button))
      return await textOf(page)
    }
  }
}

/**
 * Presses what the expression finds, where it is seen. The page itself is asked where that is: Playwright's own
 * search is half a megabyte of script, which each new page takes as long to read as to be drawn.
 */
async function press (page: Page, wanted: string): Promise<void> {
  const place = await page.evaluate<{ x: number, y: number } | string>(`(() => {
    const wanted = ${wanted}
    if (!wanted) return 'is not there'
    wanted.scrollIntoView({ block: 'center' })
    const box = wanted.getClientRects()[0]
    if (box === undefined) return 'is not shown'
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    const there = document.elementFromPoint(x, y)
    return wanted.contains(there) ? { x, y } : 'is covered by ' + there?.outerHTML.slice(0, 200)
  })()`)
  if (typeof place === 'string') throw new Error(`${wanted} ${place} at ${page.url()}.`)
  await page.mouse.click(place.x, place.y)
}

async function textOf (page: Page): Promise<string> {
  return await page.evaluate<string>("document.querySelector('main').textContent")
}

const mostTabs = 150

/** With the keyboard alone: what cannot be reached with the tab key cannot be used, and where one is must be seen. */
export function keyboard (page: Page): Hands {
  const { keyboard } = page
  async function reach (wanted: string): Promise<void> {
    for (let tabs = 0; tabs < mostTabs; tabs++) {
      await keyboard.press('Tab')
      const at = await page.evaluate(`(() => {
        const here = document.activeElement
        if (!here || !(${wanted})(here)) return undefined
        const style = getComputedStyle(here)
        return style.outlineStyle !== 'none' || style.boxShadow !== 'none' || (here.type === 'radio' && 'its label shows it')
      })()`)
      if (at === undefined) continue
      if (at === false) throw new Error(`Nobody sees that ${wanted} has the focus.`)
      return
    }
    throw new Error(`The tab key does not lead to ${wanted} at ${page.url()}.`)
  }
  const called = (tags: readonly string[], name: string) => `(here) => ${JSON.stringify(tags)}.includes(here.tagName) && here.textContent.includes(${JSON.stringify(name)})`
  const enter = async () => { await Promise.all([page.waitForNavigation(), keyboard.press('Enter')]) }
  return {
    page,
    follow: async (name) => {
      await reach(called(['A'], name))
      await enter()
    },
    fill: async (field, value) => {
      await reach(`(here) => here.name === ${JSON.stringify(field)}`)
      await keyboard.press('ControlOrMeta+a')
      await keyboard.type(value)
    },
    choose: async (field, value) => {
      await reach(`(here) => here.name === ${JSON.stringify(field)}`)
      for (let steps = 0; steps < mostTabs; steps++) {
        if (steps === 0) await keyboard.press('Space')
        if (await page.evaluate(`document.activeElement.value === ${JSON.stringify(value)} && (document.activeElement.type !== 'radio' || document.activeElement.checked)`) === true) return
        await keyboard.press('ArrowDown')
      }
      throw new Error(`The arrow keys do not lead to ${value} of ${field}.`)
    },
    send: async (button) => {
      await reach(called(['BUTTON'], button))
      await enter()
      return await textOf(page)
    }
  }
}

/** A day goes into three fields. */
export async function fillDay (hands: Hands, field: string, date: string): Promise<void> {
  const [year = '', month = '', day = ''] = date.split('-')
  for (const [part, value] of [['day', day], ['month', month], ['year', year]] as const) await hands.fill(`${field}-${part}`, value)
}
