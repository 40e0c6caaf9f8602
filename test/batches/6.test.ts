import { runBatch } from '../support/batch.ts'

runBatch({ part: 6, of: 7 })
