/**
 * Telegraf logs whole payloads through the `debug` package when `DEBUG` says so, with customers' numbers in them, and past
 * our redaction. The package reads the variable when it is loaded, so this must be imported before Telegraf is.
 */
delete process.env['DEBUG'];
