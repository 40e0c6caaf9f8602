/* global DOMParser, EventSource, location */
// Keeps the figures of a page up to date while it is looked at. Without it, a reload does.
const region = document.querySelector('[data-live]')
const status = document.querySelector('[data-live-status]')
const restMs = 5_000
let source
let waiting
let lastAt = 0

function listen () {
  source = new EventSource(region.dataset.live)
  source.addEventListener('message', () => { soon() })
  // The server ends it for good when the session is over; otherwise the browser comes back by itself.
  source.addEventListener('error', () => { if (source.readyState === EventSource.CLOSED) refresh() })
}

/** Once for many changes, and not all readers at the same moment. */
function soon () {
  waiting ??= setTimeout(() => {
    waiting = undefined
    refresh()
  }, Math.max(300 + Math.random() * 1_500, lastAt + restMs - Date.now()))
}

async function refresh () {
  lastAt = Date.now()
  const answer = await fetch(location.href, { headers: { accept: 'text/html', 'automatic-refresh': 'true' }, redirect: 'manual' }).catch(() => undefined)
  if (answer === undefined || answer.status >= 500) return
  if (!answer.ok) return tellTheEnd()
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-live]')
  if (fresh === null || sameFigures(fresh)) return
  if (region.contains(document.activeElement)) return waitUntilFree(fresh)
  show(fresh)
}

function sameFigures (fresh) {
  return region.textContent === fresh.textContent
}

/** What somebody stands on does not change under their hands. */
function waitUntilFree (fresh) {
  say('There are newer figures. They show when you leave this part of the page.')
  region.addEventListener('focusout', function leave ({ relatedTarget }) {
    if (region.contains(relatedTarget)) return
    region.removeEventListener('focusout', leave)
    if (!sameFigures(fresh)) show(fresh)
  })
}

function show (fresh) {
  const opened = [...region.querySelectorAll('details')].map(({ open }) => open)
  region.replaceChildren(...fresh.childNodes)
  for (const [place, details] of region.querySelectorAll('details').entries()) details.open = opened[place] ?? false
  say(`The figures have changed. They are as of ${new Date().toLocaleTimeString('en-GB', { hour: 'numeric', minute: '2-digit', hour12: true }).replace(/\s/g, '')}.`)
}

function tellTheEnd () {
  source.close()
  say('You are no longer signed in, and the figures stand still. Reload the page to sign in again.')
}

/** Its place is a polite live region: it is read out when there is a pause. */
function say (text) {
  status.textContent = text
}

document.addEventListener('visibilitychange', () => {
  source.close()
  if (document.visibilityState === 'hidden') return
  listen()
  refresh()
})

listen()
