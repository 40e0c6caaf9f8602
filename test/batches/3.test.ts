import { runBatch } from '../support/batch.ts'

runBatch({ part: 3, of: 7 })
