import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import type { FastifyInstance } from 'fastify'
import { shedLoad } from '../platform/http/pressure.ts'
import { limitRequests } from '../platform/http/rate-limit.ts'
import type { Services } from '../services.ts'
import { answerWithPages, leaveOutEmptyParameters } from './page.ts'
import type { Pages } from './page.ts'
import { accessibilityPage } from './pages/accessibility.ts'
import { liveStream } from './pages/live.ts'
import { measurePage } from './pages/measure.ts'
import { measureForms } from './pages/measure-forms.ts'
import { agencyPages } from './pages/agencies.ts'
import { auditPage } from './pages/audit.ts'
import { boardPackPages } from './pages/board-packs.ts'
import { importForm } from './pages/import-form.ts'
import { importPages } from './pages/imports.ts'
import { ownKeysPage } from './pages/own-keys.ts'
import { actionPage } from './pages/action.ts'
import { actionChangeForms } from './pages/action-change-forms.ts'
import { actionForms } from './pages/action-forms.ts'
import { actionsPage } from './pages/actions.ts'
import { erasureForm } from './pages/erasure-form.ts'
import { evidenceContent } from './pages/evidence-content.ts'
import { evidenceForm } from './pages/evidence-form.ts'
import { judgingForms } from './pages/judging-forms.ts'
import { milestoneForms } from './pages/milestone-forms.ts'
import { myWorkPage } from './pages/my-work.ts'
import { observationForms } from './pages/observation-forms.ts'
import { overviewPage } from './pages/overview.ts'
import { recommendationPage } from './pages/recommendation.ts'
import { recommendationChangeForm } from './pages/recommendation-change-form.ts'
import { recommendationForms } from './pages/recommendation-forms.ts'
import { reviewChangeForms } from './pages/review-change-forms.ts'
import { reviewForms } from './pages/review-forms.ts'
import { reviewPages } from './pages/reviews.ts'
import { partnershipPage } from './pages/partnership.ts'
import { peoplePages } from './pages/people.ts'
import { reminderPages } from './pages/reminders.ts'
import { webhookPages } from './pages/webhooks.ts'
import { providerSignInPages } from './provider-sign-in.ts'
import { requireSession } from './session.ts'
import { signInPages, signOutPage } from './sign-in.ts'

interface Options { readonly services: Services, readonly pages: Pages }

/** What people see in a browser, over the same queries and commands as the API. The list of pages is its table of contents. */
export async function dashboard (app: FastifyInstance, { services, pages }: Options): Promise<void> {
  await app.register(cookie)
  await app.register(formbody, { bodyLimit: 256 * 1_024 })
  answerWithPages(app, pages)
  pages.assets.routes(app)
  await app.register(signInPages, { services })
  await app.register(providerSignInPages, { services })
  await app.register(accessibilityPage, { services })

  await app.register(async (signedIn) => {
    requireSession(signedIn, services)
    leaveOutEmptyParameters(signedIn)
    await limitRequests(signedIn, services.config)
    await shedLoad(signedIn, services.mostDelayMs)
    await signedIn.register(signOutPage, { services })
    await signedIn.register(overviewPage, { services })
    await signedIn.register(liveStream, { services })
    await signedIn.register(reviewPages, { services })
    await signedIn.register(reviewForms, { services })
    await signedIn.register(reviewChangeForms, { services })
    await signedIn.register(recommendationPage, { services })
    await signedIn.register(recommendationForms, { services })
    await signedIn.register(recommendationChangeForm, { services })
    await signedIn.register(measurePage, { services })
    await signedIn.register(measureForms, { services })
    await signedIn.register(agencyPages, { services })
    await signedIn.register(peoplePages, { services })
    await signedIn.register(erasureForm, { services })
    await signedIn.register(observationForms, { services })
    await signedIn.register(partnershipPage, { services })
    await signedIn.register(reminderPages, { services })
    await signedIn.register(importPages, { services })
    await signedIn.register(importForm, { services })
    await signedIn.register(webhookPages, { services, pages })
    await signedIn.register(auditPage, { services })
    await signedIn.register(boardPackPages, { services })
    await signedIn.register(ownKeysPage, { services, pages })
    await signedIn.register(actionsPage, { services })
    await signedIn.register(actionPage, { services })
    await signedIn.register(actionForms, { services })
    await signedIn.register(actionChangeForms, { services })
    await signedIn.register(milestoneForms, { services })
    await signedIn.register(evidenceForm, { services })
    await signedIn.register(evidenceContent, { services })
    await signedIn.register(judgingForms, { services })
    await signedIn.register(myWorkPage, { services })
  })
}
