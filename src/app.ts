import { randomUUID } from 'node:crypto'
import Fastify, { LogController } from 'fastify'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { actionDiaryRoutes } from './features/actions/diary-routes.ts'
import { diaryComponents } from './features/actions/diary-schemas.ts'
import { actionPushRoutes } from './features/actions/push-routes.ts'
import { pushComponents } from './features/actions/push-schemas.ts'
import { actionRoutes } from './features/actions/routes.ts'
import * as actionSchemas from './features/actions/schemas.ts'
import * as agencySchemas from './features/agencies/schemas.ts'
import { agencyRoutes } from './features/agencies/routes.ts'
import { boardPackRoutes } from './features/board-packs/routes.ts'
import * as boardPackSchemas from './features/board-packs/schemas.ts'
import { calendarAddressRoutes } from './features/calendars/address-routes.ts'
import { calendarRoutes } from './features/calendars/routes.ts'
import * as calendarSchemas from './features/calendars/schemas.ts'
import { deadlineRoutes } from './features/deadlines/routes.ts'
import * as deadlineSchemas from './features/deadlines/schemas.ts'
import { eventRoutes } from './features/events/routes.ts'
import { eventStreamRoutes } from './features/events/stream-routes.ts'
import * as eventSchemas from './features/events/schemas.ts'
import { evidenceIntakeRoutes } from './features/evidence/intake-routes.ts'
import { evidenceRoutes } from './features/evidence/routes.ts'
import * as evidenceSchemas from './features/evidence/schemas.ts'
import { extensionRoutes } from './features/extensions/routes.ts'
import * as extensionSchemas from './features/extensions/schemas.ts'
import { impactReviewRoutes } from './features/impact-reviews/routes.ts'
import * as impactReviewSchemas from './features/impact-reviews/schemas.ts'
import { importIntakeRoutes } from './features/imports/intake-routes.ts'
import { importRoutes } from './features/imports/routes.ts'
import * as importSchemas from './features/imports/schemas.ts'
import { observationRoutes } from './features/measures/observation-routes.ts'
import { observationComponents } from './features/measures/observation-schemas.ts'
import { measureRoutes } from './features/measures/routes.ts'
import * as measureSchemas from './features/measures/schemas.ts'
import * as meSchemas from './features/me/schemas.ts'
import { meRoutes } from './features/me/routes.ts'
import { milestoneRoutes } from './features/milestones/routes.ts'
import * as milestoneSchemas from './features/milestones/schemas.ts'
import * as partnershipSchemas from './features/partnerships/schemas.ts'
import { partnershipRoutes } from './features/partnerships/routes.ts'
import * as keySchemas from './features/people/key-schemas.ts'
import { apiKeyRoutes } from './features/people/key-routes.ts'
import * as peopleSchemas from './features/people/schemas.ts'
import { personRoutes } from './features/people/routes.ts'
import { playbookRoutes } from './features/playbooks/routes.ts'
import * as playbookSchemas from './features/playbooks/schemas.ts'
import * as recommendationSchemas from './features/recommendations/schemas.ts'
import { recommendationRoutes } from './features/recommendations/routes.ts'
import * as reviewSchemas from './features/reviews/schemas.ts'
import { reviewRoutes } from './features/reviews/routes.ts'
import { annualReportRoutes } from './features/reports/annual-routes.ts'
import { annualComponents } from './features/reports/annual-schemas.ts'
import { learningReportRoutes } from './features/reports/learning-routes.ts'
import { learningComponents } from './features/reports/learning-schemas.ts'
import { flatReportRoutes } from './features/reports/flat-routes.ts'
import { flatComponents } from './features/reports/flat-schemas.ts'
import { trendRoutes } from './features/reports/trend-routes.ts'
import { trendComponents } from './features/reports/trend-schemas.ts'
import { reportRoutes } from './features/reports/routes.ts'
import * as reportSchemas from './features/reports/schemas.ts'
import { reminderLinkRoutes } from './features/reminders/links-routes.ts'
import { reminderPolicyRoutes } from './features/reminders/policy-routes.ts'
import * as reminderPolicySchemas from './features/reminders/policy-schemas.ts'
import { reminderRoutes } from './features/reminders/routes.ts'
import * as reminderSchemas from './features/reminders/schemas.ts'
import { webhookDeliveryRoutes } from './features/webhooks/delivery-routes.ts'
import { deliveryComponents } from './features/webhooks/delivery-schemas.ts'
import { webhookRoutes } from './features/webhooks/routes.ts'
import * as webhookSchemas from './features/webhooks/schemas.ts'
import { makePages } from './dashboard/page.ts'
import { dashboard } from './dashboard/plugin.ts'
import { problemsAsPages } from './dashboard/problem-pages.ts'
import { requireCaller } from './features/signed-in.ts'
import { tagAnswers } from './platform/http/etag.ts'
import { apiDocs } from './platform/http/api-docs.ts'
import { healthRoutes } from './platform/http/health.ts'
import { keepMethodTable } from './platform/http/method-table.ts'
import { describeApi } from './platform/http/openapi.ts'
import { problemRoutes } from './platform/http/problem-pages.ts'
import { answerWithProblems, clientErrorHandler, frameworkErrors } from './platform/http/problems.ts'
import { Problem } from './platform/http/schemas.ts'
import { takeJson } from './platform/http/json-body.ts'
import { limitHandling } from './platform/http/deadline.ts'
import { leaveConnections } from './platform/http/leaving.ts'
import { handlingMs, limits } from './platform/http/limits.ts'
import { logRequests } from './platform/http/request-log.ts'
import { buildSerializer } from './platform/http/serializers.ts'
import { secureAnswers } from './platform/http/security-headers.ts'
import { shedLoad } from './platform/http/pressure.ts'
import { limitRequests } from './platform/http/rate-limit.ts'
import { refuseUndocumentedParts, validateStrictly } from './platform/http/validation.ts'
import type { Services } from './services.ts'
import type { Logger } from './platform/log.ts'

const components = [Problem, ...agencySchemas.components, ...reviewSchemas.components, ...recommendationSchemas.components, ...actionSchemas.components, ...diaryComponents, ...pushComponents, ...milestoneSchemas.components, ...deadlineSchemas.components, ...extensionSchemas.components, ...impactReviewSchemas.components, ...measureSchemas.components, ...observationComponents, ...playbookSchemas.components, ...meSchemas.components, ...partnershipSchemas.components, ...peopleSchemas.components, ...keySchemas.components, ...evidenceSchemas.components, ...calendarSchemas.components, ...reminderPolicySchemas.components, ...reminderSchemas.components, ...importSchemas.components, ...webhookSchemas.components, ...deliveryComponents, ...eventSchemas.components, ...reportSchemas.components, ...flatComponents, ...annualComponents, ...learningComponents, ...boardPackSchemas.components, ...trendComponents]

/** The whole service over HTTP. The list of features is its table of contents. */
export async function buildApp (services: Services, logger: Logger): Promise<FastifyInstance> {
  const app = Fastify({
    ...limits.fastify,
    schemaController: { compilersFactory: { buildSerializer } },
    loggerInstance: logger as FastifyBaseLogger, // so that plugins see the framework's own type
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestId,
    frameworkErrors,
    clientErrorHandler,
    return503OnClosing: true,
    forceCloseConnections: 'idle'
  })

  app.removeContentTypeParser('text/plain') // it would bring bodies past every schema (RELIABILITY M9)
  takeJson(app)
  keepMethodTable(app)
  answerWithProblems(app)
  const pages = makePages(services)
  app.decorate('problemAsPage', problemsAsPages(services, pages))
  validateStrictly(app)
  tagAnswers(app)
  logRequests(app)
  secureAnswers(app)
  leaveConnections(app)
  limitHandling(app, handlingMs)
  await describeApi(app, services.config)
  for (const schema of components) app.addSchema(schema)

  // What counts costs each start and each request a little: it is loaded only where somebody may ask for it.
  if (services.config.metricsToken !== undefined) (await import('./features/metrics/routes.ts')).metricsRoutes(app, services, services.config.metricsToken)
  await app.register(healthRoutes, { services })
  await app.register(problemRoutes)
  await app.register(apiDocs)
  await app.register(calendarAddressRoutes, { services })
  await app.register(reminderLinkRoutes, { services })
  await app.register(async (signedIn) => {
    requireCaller(signedIn, services)
    refuseUndocumentedParts(signedIn)
    await limitRequests(signedIn, services.config)
    await shedLoad(signedIn, services.mostDelayMs)
    await signedIn.register(meRoutes, { services })
    await signedIn.register(partnershipRoutes, { services })
    await signedIn.register(personRoutes, { services })
    await signedIn.register(apiKeyRoutes, { services })
    await signedIn.register(agencyRoutes, { services })
    await signedIn.register(reviewRoutes, { services })
    await signedIn.register(recommendationRoutes, { services })
    await signedIn.register(actionRoutes, { services })
    await signedIn.register(actionDiaryRoutes, { services })
    await signedIn.register(actionPushRoutes, { services })
    await signedIn.register(milestoneRoutes, { services })
    await signedIn.register(evidenceRoutes, { services })
    await signedIn.register(evidenceIntakeRoutes, { services })
    await signedIn.register(deadlineRoutes, { services })
    await signedIn.register(extensionRoutes, { services })
    await signedIn.register(impactReviewRoutes, { services })
    await signedIn.register(measureRoutes, { services })
    await signedIn.register(observationRoutes, { services })
    await signedIn.register(playbookRoutes, { services })
    await signedIn.register(calendarRoutes, { services })
    await signedIn.register(reminderPolicyRoutes, { services })
    await signedIn.register(reminderRoutes, { services })
    await signedIn.register(importRoutes, { services })
    await signedIn.register(importIntakeRoutes, { services })
    await signedIn.register(webhookRoutes, { services })
    await signedIn.register(webhookDeliveryRoutes, { services })
    await signedIn.register(eventRoutes, { services })
    await signedIn.register(eventStreamRoutes, { services })
    await signedIn.register(reportRoutes, { services })
    await signedIn.register(flatReportRoutes, { services })
    await signedIn.register(annualReportRoutes, { services })
    await signedIn.register(learningReportRoutes, { services })
    await signedIn.register(boardPackRoutes, { services })
    await signedIn.register(trendRoutes, { services })
  }, { prefix: '/v1' })
  await app.register(dashboard, { services, pages })

  return app
}

const visible = /^[\x21-\x7e]{1,128}$/

/** The caller's own request id where it is one, else one of ours. */
function requestId ({ headers }: { headers: Record<string, string | string[] | undefined> }): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && visible.test(given) ? given : randomUUID()
}
