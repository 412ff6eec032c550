package io.admitone.bootstrap.settings;

/**
 * How much is logged, and how it looks.
 *
 * @param requests whether each HTTP request has a line
 */
public record LogSettings(LogLevel level, LogFormat format, boolean requests) {}
