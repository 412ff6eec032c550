package io.admitone.bootstrap.settings;

/** The least important lines that are still written. */
public enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR,
  OFF
}
