import { runBatch } from '../support/batch.ts'

runBatch({ of: 'dashboard', part: 2, parts: 2 })
