/* global DOMParser, XMLHttpRequest, location */
// Shows how far a file has been sent. Without it the browser sends the form by itself.
import { initAll } from './govuk-frontend.js'

let isSending = false

document.addEventListener('submit', (event) => {
  const form = event.target
  if (!form.matches('form[data-upload]') || form.querySelector('input[type=file]').files.length === 0) return
  event.preventDefault()
  if (!isSending) send(form)
})

function send (form) {
  const request = new XMLHttpRequest()
  const progress = progressOf(form)
  isSending = true
  progress.begin()
  request.upload.addEventListener('progress', ({ loaded, total, lengthComputable }) => { if (lengthComputable) progress.reached(loaded / total) })
  request.addEventListener('load', () => {
    isSending = false
    if (new URL(request.responseURL).pathname !== location.pathname) location.assign(request.responseURL)
    else showAgain(form, request.responseText)
  })
  request.addEventListener('error', () => {
    isSending = false
    progress.failed()
  })
  request.open('POST', form.action)
  request.setRequestHeader('accept', 'text/html')
  request.send(new FormData(form))
}

function progressOf (form) {
  const box = form.querySelector('[data-upload-progress]')
  const [bar, text] = [box.querySelector('progress'), box.querySelector('[role=status]')]
  let told = 0
  return {
    begin: () => {
      box.hidden = false
      text.textContent = 'Sending the file.'
    },
    reached: (part) => {
      bar.value = part
      const quarters = Math.floor(part * 4) // read out four times, not a hundred
      if (quarters === told) return
      told = quarters
      text.textContent = part === 1 ? 'The file is sent, and is being looked at.' : `${quarters * 25}% of the file is sent.`
    },
    failed: () => {
      bar.value = 0
      text.textContent = 'The file could not be sent. Check your connection and try again. Nothing that you typed is lost.'
    }
  }
}

/** The page that came back says what is wrong; the file that was chosen stays chosen. */
function showAgain (form, html) {
  const page = new DOMParser().parseFromString(html, 'text/html')
  const [shown, fresh] = [document.querySelector('main'), page.querySelector('main')]
  const [chosen, again] = [form.querySelector('input[type=file]'), fresh.querySelector('form[data-upload] input[type=file]')]
  shown.replaceWith(document.adoptNode(fresh))
  document.title = page.title
  if (again !== null) {
    again.files = chosen.files
    fresh.querySelector('[data-choose-again]')?.remove()
  }
  initAll({ scope: fresh })
}
