// tap notes each file that a test loads, its lines and its source maps, for coverage and for --changed. We use neither,
// and for a test that starts the service it is a fifth of the time: so every file is excluded.
process.env._TAPJS_PROCESSINFO_EXCLUDE_ = '/^/'

// It also follows every asynchronous step, to tell in which test something threw that nobody caught: a fifteenth of all
// time. Without that, such an error ends the process of its file, which fails with its stack all the same.
require('node:async_hooks').createHook = () => ({ enable () { return this }, disable () { return this } })
require('node:module').syncBuiltinESMExports()
