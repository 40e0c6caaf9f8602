import { runBatch } from '../support/batch.ts'

runBatch({ of: 'dashboard', part: 1, parts: 2 })
