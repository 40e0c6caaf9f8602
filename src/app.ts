import { randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import helmet from '@fastify/helmet'
import { actionDiaryRoutes } from './features/actions/diary-routes.ts'
import { diaryComponents } from './features/actions/diary-schemas.ts'
import { actionRoutes } from './features/actions/routes.ts'
import * as actionSchemas from './features/actions/schemas.ts'
import * as agencySchemas from './features/agencies/schemas.ts'
import { agencyRoutes } from './features/agencies/routes.ts'
import { eventRoutes } from './features/events/routes.ts'
import * as eventSchemas from './features/events/schemas.ts'
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
import * as recommendationSchemas from './features/recommendations/schemas.ts'
import { recommendationRoutes } from './features/recommendations/routes.ts'
import * as reviewSchemas from './features/reviews/schemas.ts'
import { reviewRoutes } from './features/reviews/routes.ts'
import { reportRoutes } from './features/reports/routes.ts'
import * as reportSchemas from './features/reports/schemas.ts'
import { requireCaller } from './features/signed-in.ts'
import { tagAnswers } from './platform/http/etag.ts'
import { healthRoutes } from './platform/http/health.ts'
import { keepMethodTable } from './platform/http/method-table.ts'
import { describeApi } from './platform/http/openapi.ts'
import { problemRoutes } from './platform/http/problem-pages.ts'
import { answerWithProblems, clientErrorHandler, frameworkErrors } from './platform/http/problems.ts'
import { Problem } from './platform/http/schemas.ts'
import { limits } from './platform/http/limits.ts'
import { logRequests } from './platform/http/request-log.ts'
import { validateStrictly } from './platform/http/validation.ts'
import type { Services } from './services.ts'
import type { Logger } from './platform/log.ts'

const components = [Problem, ...agencySchemas.components, ...reviewSchemas.components, ...recommendationSchemas.components, ...actionSchemas.components, ...diaryComponents, ...milestoneSchemas.components, ...meSchemas.components, ...partnershipSchemas.components, ...peopleSchemas.components, ...keySchemas.components, ...eventSchemas.components, ...reportSchemas.components]

/** The whole service over HTTP. The list of features is its table of contents. */
export async function buildApp (services: Services, logger: Logger): Promise<FastifyInstance> {
  const app = Fastify({
    ...limits.fastify,
    loggerInstance: logger as FastifyBaseLogger, // so that plugins see the framework's own type
    disableRequestLogging: true,
    genReqId: requestId,
    frameworkErrors,
    clientErrorHandler,
    return503OnClosing: true,
    forceCloseConnections: 'idle'
  })

  app.removeContentTypeParser('text/plain') // it would bring bodies past every schema (RELIABILITY M9)
  app.addContentTypeParser('application/merge-patch+json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'))
  keepMethodTable(app)
  answerWithProblems(app)
  validateStrictly(app)
  tagAnswers(app)
  logRequests(app)
  await app.register(helmet, limits.headers)
  await describeApi(app, services.config)
  for (const schema of components) app.addSchema(schema)

  await app.register(healthRoutes, { services })
  await app.register(problemRoutes)
  await app.register(async (signedIn) => {
    requireCaller(signedIn, services.authenticate)
    await signedIn.register(meRoutes, { services })
    await signedIn.register(partnershipRoutes, { services })
    await signedIn.register(personRoutes, { services })
    await signedIn.register(apiKeyRoutes, { services })
    await signedIn.register(agencyRoutes, { services })
    await signedIn.register(reviewRoutes, { services })
    await signedIn.register(recommendationRoutes, { services })
    await signedIn.register(actionRoutes, { services })
    await signedIn.register(actionDiaryRoutes, { services })
    await signedIn.register(milestoneRoutes, { services })
    await signedIn.register(eventRoutes, { services })
    await signedIn.register(reportRoutes, { services })
  }, { prefix: '/v1' })

  return app
}

const visible = /^[\x21-\x7e]{1,128}$/

/** The caller's own request id where it is one, else one of ours. */
function requestId ({ headers }: { headers: Record<string, string | string[] | undefined> }): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && visible.test(given) ? given : randomUUID()
}
