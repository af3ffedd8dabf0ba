/**
 * If `DEBUG` is set, Telegraf logs whole payloads through the `debug` package. They hold customers' numbers, and the log's redaction
 * does not see them. The package reads the variable when it is loaded, so this file must be imported before Telegraf.
 */
delete process.env['DEBUG'];
