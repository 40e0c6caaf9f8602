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
  const link = (name: string) => page.locator('main, header, nav').locator(`a:has-text(${JSON.stringify(name)})`).first()
  return {
    page,
    follow: async (name) => { await Promise.all([page.waitForNavigation(), link(name).click()]) },
    fill: async (field, value) => { await page.fill(`[name="${field}"]`, value) },
    choose: async (field, value) => {
      if (await page.locator(`select[name="${field}"]`).count() > 0) await page.selectOption(`[name="${field}"]`, value)
      else await page.check(`[name="${field}"][value="${value}"]`)
    },
    send: async (button) => {
      await Promise.all([page.waitForNavigation(), page.locator(`main button:has-text(${JSON.stringify(button)})`).first().click()])
      return await page.textContent('main') ?? ''
    }
  }
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
      return await page.textContent('main') ?? ''
    }
  }
}

/** A day goes into three fields. */
export async function fillDay (hands: Hands, field: string, date: string): Promise<void> {
  const [year = '', month = '', day = ''] = date.split('-')
  for (const [part, value] of [['day', day], ['month', month], ['year', year]] as const) await hands.fill(`${field}-${part}`, value)
}
