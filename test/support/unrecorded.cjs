// tap notes each file that a test loads, its lines and its source maps, for coverage and for --changed. We use neither,
// and for a test that starts the service it is a fifth of the time: so every file is excluded.
process.env._TAPJS_PROCESSINFO_EXCLUDE_ = '/^/'
