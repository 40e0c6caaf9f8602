// Everything works without this. It adds what GOV.UK Frontend adds: focus on the error summary, the menu on a telephone.
import { initAll } from './govuk-frontend.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

// What only some pages need is fetched by those alone.
if (document.querySelector('[data-live]')) import('./live.js')
if (document.querySelector('form[data-upload]')) import('./upload.js')

// The link that a service on this very machine prints opens with one click; elsewhere the page waits for its button.
document.querySelector('form[data-submit-at-once]')?.requestSubmit()

// What is under way is looked at again; without this its page has a link for that.
const underWay = document.querySelector('[data-reload-after]')
if (underWay !== null) setTimeout(() => { document.location.reload() }, Number(underWay.dataset.reloadAfter) * 1_000)
