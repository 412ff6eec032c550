package io.admitone.bootstrap.settings;

/** How much is logged, and how it looks. */
public record LogSettings(LogLevel level, LogFormat format) {}
