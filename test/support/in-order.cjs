// For the test runner alone, before anything else in it. tap begins its files in the order in which it is told that each of
// them is there, by threads that overtake one another: now and then a batch came last, and the suite waited for it alone,
// half a minute. Told by one thread, it begins them in the order of their names: the batches first.
process.env.UV_THREADPOOL_SIZE = '1'
require('node:fs').stat(__filename, function () {
  delete process.env.UV_THREADPOOL_SIZE // not for the tests: the threads of this process are there now
})
